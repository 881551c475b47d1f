"""The images of a collection with what its files say of them."""

from collections.abc import Iterator
from functools import partial

from lookalike.core.document import Document
from lookalike.core.errors import ImageRefused, NotFound
from lookalike.core.settings import Settings
from lookalike.core.texts import N_, _
from lookalike.search.engine import Collection, Engine
from lookalike.search.media import media_path
from lookalike.search.originals import original
from lookalike.sources.labelled import Labelled
from lookalike.sources.opening import too_many_bytes

_NEITHER = N_("neither its original nor a thumbnail of it is there")


def labelled_in(engine: Engine, settings: Settings, collection_name: str) -> Iterator[Labelled]:
    """Yield every document, in no order, once for each category that its files lie in, else once.

    `read` gives the original, or the thumbnail where that is gone. Raises NotFound.
    """
    collection = engine.collection(collection_name)
    for document_id, files in engine.listing(collection_name):
        document = Document(id=document_id, files=files)
        name = next(iter(document.filenames), document_id)
        for category in tuple(document.category) or (None,):
            yield Labelled(
                uri=files[0].uri,
                name=name,
                category=category,
                captions=tuple(document.captions),
                split=None,
                read=partial(_read, settings, collection, document, name),
                version=document_id,
            )


def _read(
    settings: Settings, collection: Collection, document: Document, name: str, limit: int
) -> bytes:
    try:
        data = original(settings, collection, document)
    except NotFound:
        data = _thumbnail(settings, collection, document, name)
    if len(data) > limit:
        raise too_many_bytes(name, len(data), limit)
    return data


def _thumbnail(settings: Settings, collection: Collection, document: Document, name: str) -> bytes:
    try:
        return media_path(settings.data, collection.uid, document.id).read_bytes()
    except OSError as error:
        raise ImageRefused(file=name, reason=_(_NEITHER)) from error
