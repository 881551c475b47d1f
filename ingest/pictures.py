"""Pictures of documents that a collection has already: from the original, else from the thumbnail."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from ingest.pipeline import decoders
from lookalike.core.chunks import in_chunks
from lookalike.core.document import Document
from lookalike.core.errors import ImageBroken, ImageRefused, LookalikeError
from lookalike.core.processes import ChildProcesses
from lookalike.core.settings import Settings
from lookalike.core.texts import N_, _
from lookalike.encoders.base import Image
from lookalike.imaging import Limits, decode
from lookalike.imaging.refusal import attempt, crashed
from lookalike.search.engine import Collection
from lookalike.search.media import media_path
from lookalike.search.originals import original
from lookalike.sources.archive import opened

CHUNK = 16
CHUNK_BYTES = 16 * 2**20
ARCHIVES = 2

_SMALLEST = 896
File = tuple[str, bytes]
"""The name of an image, for messages, and its bytes."""

_NO_THUMBNAIL = N_("{reason} There is no thumbnail of it either.")


@dataclass(frozen=True, slots=True)
class Shown:
    """A document as it is to be encoded: `image`, or None and the `reason` why there is none."""

    id: str
    name: str
    image: Image | None = None
    reason: str = ""
    is_thumbnail: bool = False


class Pictures:
    """Reads in threads, decodes in processes; in flight are some chunks of at most 16 MB or one image.

    `full`: whether the encoder needs the full decode.
    """

    def __init__(self, settings: Settings, collection: Collection, *, full: bool) -> None:
        self._settings = settings
        self._collection = collection
        self._full = full
        self._open_archive = lru_cache(ARCHIVES)(opened)
        work = partial(_decoded, limits=Limits.from_settings(settings), full=full)
        self._children = ChildProcesses(decoders(settings), work, _died, __name__)

    def close(self) -> None:
        """Let threads and processes end; what was not begun is not done."""
        self._children.close()

    def of(self, documents: Iterable[Document], *, or_thumbnail: bool = True) -> Iterator[Shown]:
        """Yield each document's picture, in order, several chunks ahead of who asks."""
        look = self._look if or_thumbnail else self._look_at_originals
        chunks = in_chunks(documents, self._weight, count=CHUNK, size=CHUNK_BYTES)
        for shown in self._children.ahead(look, chunks):
            yield from shown

    def _weight(self, document: Document) -> int:
        """Return about how many bytes file and working image take: its short side is under 1,792."""
        width, height = document.width, document.height
        scale = 1 if self._full else max(1, min(width, height) // _SMALLEST)
        return document.bytes + 3 * width * height // scale**2

    def _look(self, documents: Sequence[Document]) -> list[Shown]:
        shown = self._look_at_originals(documents)
        lacking = [place for place, each in enumerate(shown) if each.image is None]
        found = self._pictured([documents[place] for place in lacking], self._thumbnail)
        for place, each in zip(lacking, found, strict=True):
            if each.image is not None:
                shown[place] = Shown(each.id, each.name, each.image, is_thumbnail=True)
            else:
                reason = _(_NO_THUMBNAIL).format(reason=shown[place].reason)
                shown[place] = Shown(each.id, each.name, reason=reason)
        return shown

    def _look_at_originals(self, documents: Sequence[Document]) -> list[Shown]:
        return self._pictured(documents, self._original)

    def _pictured(
        self, documents: Sequence[Document], read: Callable[[Document], bytes]
    ) -> list[Shown]:
        """Return what `read` gives, decoded; what fails has its reason."""
        shown: list[Shown] = []
        files: list[tuple[int, File]] = []
        for place, document in enumerate(documents):
            name = next(iter(document.filenames), document.id)
            try:
                files.append((place, (name, read(document))))
                reason = ""
            except (LookalikeError, OSError) as error:
                reason = str(error)
            shown.append(Shown(document.id, name, reason=reason))
        outcomes = self._children.work([file for _place, file in files])
        for (place, _file), outcome in zip(files, outcomes, strict=True):
            if isinstance(outcome, ImageRefused):
                shown[place] = replace(shown[place], reason=str(outcome))
            else:
                shown[place] = replace(shown[place], image=outcome)
        return shown

    def _original(self, document: Document) -> bytes:
        return original(self._settings, self._collection, document, open_archive=self._open_archive)

    def _thumbnail(self, document: Document) -> bytes:
        return media_path(self._settings.data, self._collection.uid, document.id).read_bytes()


def _decoded(files: Sequence[File], limits: Limits, *, full: bool) -> list[Image | ImageRefused]:
    return [attempt(name, partial(_picture, data, name, limits, full=full)) for name, data in files]


def _picture(data: bytes, name: str, limits: Limits, *, full: bool) -> Image:
    return decode(data, name, limits, full=full).image


def _died(file: File) -> ImageBroken:
    return crashed(file[0])
