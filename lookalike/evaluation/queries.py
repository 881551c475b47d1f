"""What is asked: images from files, the collection's own, or captions."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lookalike.core.errors import BadRequest, ImageRefused
from lookalike.core.texts import N_, _
from lookalike.evaluation.contents import Contents
from lookalike.sources.labelled import Labelled

LEARNED_FROM = "train"
"""The split of a CSV whose images ask nothing: an encoder may have been trained on them."""

_SAMPLE = N_("a sample has 1 query or more")


class Refused(NamedTuple):
    """A query that could not be asked, and why, in a sentence."""

    name: str
    reason: str

    @property
    def told(self) -> str:
        """The reason, with the name before it where it does not hold that itself."""
        return self.reason if self.name in self.reason else f"{self.name}: {self.reason}"


@dataclass(frozen=True, slots=True)
class EvalQuery:
    """One query; one of `document`, `text` and `read` says how it asks.

    `id`: as runs and qrels name it, without white space. `name`: as people know it. `document`: asks
    by its stored vector, and is left out of its own result. `read(limit)`: asks by these bytes, or
    raises ImageRefused. `relevant`: the one document that a caption is of. `version`: differs where
    the bytes may differ.
    """

    id: str
    name: str
    categories: tuple[str, ...] = ()
    document: str | None = None
    text: str | None = None
    read: Callable[[int], bytes] | None = None
    relevant: str | None = None
    version: str = ""


def from_labelled(items: Iterable[Labelled]) -> list[EvalQuery]:
    """Return one query for each image, but those of the split `train`."""
    asking = (each for each in items if each.split != LEARNED_FROM)
    return [
        EvalQuery(
            id=query_id,
            name=each.name,
            categories=(each.category,) if each.category else (),
            read=each.read,
            version=each.version,
        )
        for query_id, each in _numbered(asking)
    ]


def captions_from(items: Iterable[Labelled], limit: int) -> tuple[list[EvalQuery], list[Refused]]:
    """Return one query for each caption, and the images that cannot be read, at most `limit` bytes.

    The one relevant document is the image with the bytes that the caption stands for.
    """
    found: list[EvalQuery] = []
    refused: list[Refused] = []
    captioned = (each for each in items if each.captions and each.split != LEARNED_FROM)
    for query_id, each in _numbered(captioned):
        try:
            document_id = hashlib.sha256(each.read(limit)).hexdigest()
        except ImageRefused as error:
            refused.append(Refused(each.name, str(error)))
        else:
            found += _captions(query_id, each.captions, document_id)
    return found, refused


def from_collection(contents: Contents) -> list[EvalQuery]:
    """Return one query for each document, by its stored vector."""
    return [
        EvalQuery(each, contents.name(each), held.categories, document=each)
        for each, held in contents.documents.items()
    ]


def captions_in(contents: Contents) -> list[EvalQuery]:
    """Return one query for each caption of each document."""
    return [
        query
        for each, held in contents.documents.items()
        for query in _captions(each, held.captions, each)
    ]


def sampled(queries: Sequence[EvalQuery], count: int | None, seed: int) -> Sequence[EvalQuery]:
    """Return `count` of the queries drawn by `seed`, in their order; all where None or too few."""
    if count is None:
        return queries
    if count < 1:
        raise BadRequest(field="--sample", reason=_(_SAMPLE))
    if count >= len(queries):
        return queries
    chosen = np.random.default_rng(seed).choice(len(queries), count, replace=False)
    return [queries[place] for place in sorted(chosen.tolist())]


def _captions(image: str, captions: Sequence[str], document_id: str) -> list[EvalQuery]:
    return [
        EvalQuery(f"{image}#{number}", text, text=text, relevant=document_id)
        for number, text in enumerate(captions)
    ]


def _numbered(items: Iterable[Labelled]) -> Iterator[tuple[str, Labelled]]:
    """Yield each image with an id of its own: its name, of which files of TREC can hold every sign."""
    times: dict[str, int] = {}
    for each in items:
        plain = re.sub(r"[^!-~]|[%#~]", _escaped, each.name)
        times[plain] = times.get(plain, 0) + 1
        yield plain if times[plain] == 1 else f"{plain}~{times[plain]}", each


def _escaped(sign: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in sign[0].encode())
