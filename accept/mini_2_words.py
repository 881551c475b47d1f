"""Words find images on the demo collection and on Flickr8k dev, captions and categories removed.

`.venv/bin/python -m accept.mini_2_words FOLDER` leaves the contact sheets there as well.
"""

import io
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from accept.places import DATA_SETS, ENGINES, elasticsearch, scratch, settings_for
from accept.verdict import Verdict
from ingest.run import ingest
from lookalike.core.settings import Settings
from lookalike.encoders.registry import load_encoder
from lookalike.imaging import is_candidate
from lookalike.search.engines import open_engine
from lookalike.search.query import Query, QueryTerm
from lookalike.search.service import SearchService
from lookalike.sources.base import Found, Skipped, Source
from lookalike.sources.datasets.place import Place
from lookalike.sources.drawn import DrawnSource
from lookalike.sources.labelled import labelled_of
from lookalike.sources.table import Table

ROW = 6
ENOUGH = 4
SIDE = 160
ENCODER = "mini"

ASKED: Mapping[str, Mapping[str, str]] = {
    "demo": {
        "red and white stripes": r"(?=.*\bred\b)(?=.*\bwhite\b).*\bstripes\b",
        "a dog": r"\bdogs?\b",
        "puppy": r"\bdogs?\b",
        "a boat on the water": r"\bboats?\b",
    },
    "flickr8k": {
        "a dog": r"\b(dogs?|pupp(y|ies))\b",
        "puppy": r"\b(dogs?|pupp(y|ies))\b",
        "people playing football": r"\b(football|soccer)\b",
        "a boat on the water": r"\b(boats?|canoe\w*|kayak\w*|ships?|raft\w*|sail\w*)\b",
    },
}
"""Phrases, and what a caption of an image says that is what was asked for; no engine sees captions."""


@dataclass
class Bare:
    """A source whose files have no caption, category or tag, and a name that says nothing."""

    source: Source

    @property
    def uri(self) -> str:
        return self.source.uri

    @property
    def options(self) -> Any:
        return self.source.options

    def __iter__(self) -> Iterator[Found | Skipped]:
        for number, item in enumerate(self.source):
            if isinstance(item, Found):
                bare = {"caption": None, "category": None, "tags": (), "folder": ""}
                entry = replace(item.entry, **bare, filename=f"{number}.img")
                yield replace(item, entry=entry)

    def read(self, found: Found, limit: int) -> bytes:
        return self.source.read(found, limit)


def flickr8k() -> tuple[Source, dict[str, str]]:
    """Return the development part, and all captions of each image in one text, by uri."""
    place = Place(DATA_SETS / "flickr8k-train-dev.zip", is_candidate=is_candidate)
    told: dict[str, list[str]] = {}
    with place.as_file("flickr8k/captions.csv") as table:
        for row in Table(table, ["caption"]):
            told.setdefault(row.image, []).append(row.caption or "")
    source = place.images("flickr8k/dev")
    images = {each.uri: "; ".join(told[f"dev/{each.name}"]) for each in labelled_of(source)}
    return source, images


def demo() -> tuple[Source, dict[str, str]]:
    """Return the sample that `make demo` shows, and the caption of each picture, by uri."""
    found = [each.entry for each in DrawnSource() if isinstance(each, Found)]
    return DrawnSource(), {each.uri: each.caption or "" for each in found}


def check(
    verdict: Verdict, settings: Settings, name: str, made: tuple[Source, dict[str, str]]
) -> dict[str, list[bytes]]:
    """Index a source without its texts and ask; return the pictures of each first row."""
    source, captions = made
    engine = open_engine(settings)
    rows = {}
    try:
        ingest(engine, settings, name, Bare(source), [load_encoder(ENCODER)])
        service = SearchService(engine, settings)
        for phrase, says in ASKED[name].items():
            query = Query(name, (QueryTerm("words", phrase),), by="vectors", size=ROW)
            uris = [hit.document.files[0].uri for hit in service.search(query).hits]
            right = sum(bool(re.search(says, captions[uri].lower())) for uri in uris)
            verdict.check(
                right >= ENOUGH,
                f"{settings.engine}, {name}, “{phrase}”: {right} of {ROW} in the first row, "
                f"at least {ENOUGH}",
            )
            rows[phrase] = [_bytes(source, uri) for uri in uris]
    finally:
        engine.close()
    return rows


def _bytes(source: Source, uri: str) -> bytes:
    found = next(each for each in source if isinstance(each, Found) and each.entry.uri == uri)
    return source.read(found, 2**26)


def sheet(rows: Mapping[str, Sequence[bytes]], out: Path) -> Path:
    """Write a row of pictures below each phrase."""
    line = SIDE + 24
    page = Image.new("RGB", (ROW * SIDE, line * len(rows)), "white")
    pen = ImageDraw.Draw(page)
    for number, (phrase, pictures) in enumerate(rows.items()):
        pen.text((4, number * line + 4), phrase, "black", font_size=15)
        for place, data in enumerate(pictures):
            with Image.open(io.BytesIO(data)) as picture:
                small = picture.convert("RGB").resize((SIDE - 4, SIDE - 4))
            page.paste(small, (place * SIDE + 2, number * line + 24))
    page.save(out, quality=80)
    return out


def main() -> None:
    """Ask on both engines; the sheets are those of the embedded one."""
    verdict = Verdict(
        "words find images, captions and categories removed, by vectors alone: on the demo "
        "collection and Flickr8k dev the first row has what the phrase says"
    )
    keep = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with scratch() as folder, elasticsearch(folder / "es") as server:
        for name in ENGINES:
            settings = settings_for(name, folder / name, server.url)
            for collection, source in (("demo", demo), ("flickr8k", flickr8k)):
                rows = check(verdict, settings, collection, source())
                if name == "embedded" and keep:
                    made = sheet(rows, folder / f"words-{collection}.jpg")
                    shutil.copy(made, keep / made.name)
    verdict.close()


if __name__ == "__main__":
    main()
