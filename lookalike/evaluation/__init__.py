"""Measures how well a collection is searched: judgements, runs, measures, reports, protocols."""
