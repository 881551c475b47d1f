"""Saved objects for Kibana: typed definitions, and the script that writes them as NDJSON."""
