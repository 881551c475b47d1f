"""The site: every page is rendered here, on the server."""
