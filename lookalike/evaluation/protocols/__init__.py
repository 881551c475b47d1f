"""Protocols: known data sets asked in a fixed way, so that figures of one can be compared."""
