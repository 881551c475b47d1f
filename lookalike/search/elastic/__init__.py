"""The engine on an Elasticsearch cluster; the only importer of its client."""
