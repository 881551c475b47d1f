"""One command, `lookalike`: a thin roof over the floors."""
