"""The words everybody uses: errors, settings, documents, vectors, logging. Imports no other floor."""
