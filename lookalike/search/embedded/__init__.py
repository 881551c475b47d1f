"""The engine of one machine: SQLite for documents and words, one memory map per vector field."""
