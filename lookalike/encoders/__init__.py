"""Images or words in, vectors out. Each encoder is one file with one method."""
