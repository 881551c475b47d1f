"""What documents are sorted by where a name is read and not a number: the same for every engine."""

from lookalike.core.document import MAX_NAME, Document
from lookalike.search.words import without_accents


def sort_name(document: Document) -> str | None:
    """Return the first file name without case and accents, None of a document that has none."""
    names = sorted(without_accents(name).casefold() for name in document.filenames)
    return names[0][:MAX_NAME] if names else None
