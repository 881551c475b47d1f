"""How fast `mini` encodes and starts, and how much both engines' default index finds of its vectors."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from accept.places import DATA_SETS, ENGINES, ROOT, elasticsearch, scratch, settings_for
from accept.verdict import Verdict
from lookalike.core.chunks import batched
from lookalike.core.document import Document, FileEntry
from lookalike.core.settings import Settings
from lookalike.core.vectors import Rows, unit_rows
from lookalike.encoders.base import Encoder
from lookalike.encoders.registry import load_encoder
from lookalike.imaging import decode
from lookalike.search.collections import field_of
from lookalike.search.engine import Item
from lookalike.search.engines import open_engine
from lookalike.sources.table import Table

BENCH = "bench/encoders.py"
IMAGES, FILES, WORDS_MS, START = 400, 100, 1.0, 0.5
ROWS, QUERIES, K, RECALL = 60_000, 500, 10, 0.99
MOST_BYTES = 24 * 10**6
BATCH = 2000


def check_speed(verdict: Verdict) -> None:
    """Run the benchmark and hold its figures against the goals."""
    done = subprocess.run([sys.executable, BENCH], cwd=ROOT, stdout=subprocess.PIPE, check=False)
    verdict.check(done.returncode == 0, f"{BENCH} ended with status {done.returncode}")
    if done.returncode:
        return
    found = json.loads(done.stdout)
    mini, classic = found["mini"], found["classic"]
    for what, unit, goal, is_most in (
        ("network", "images/s by the network itself", IMAGES, False),
        ("files", "2-megapixel JPEGs/s", FILES, False),
        ("words", "ms for words", WORDS_MS, True),
        ("start", "s from start to first vector", START, True),
    ):
        holds = mini[what] <= goal if is_most else mini[what] >= goal
        beside = f", classic {classic[what]:g}" if what in classic else ""
        verdict.check(holds, f"mini: {mini[what]:g} {unit}, goal {goal:g}{beside}")
    rates = f"mini {mini['images']:g}, classic {classic['images']:g}"
    verdict.check(True, f"pictures in memory to whole rows, images/s: {rates}")


def check_size(verdict: Verdict) -> None:
    """Check what the bundle takes on the disk."""
    from lookalike.encoders.shipped import newest, shipped

    folder = shipped()[newest("mini")]
    size = sum(path.stat().st_size for path in folder.iterdir())
    verdict.check(
        size <= MOST_BYTES, f"{folder.name}: {size / 1e6:.1f} MB, goal {MOST_BYTES / 1e6:g}"
    )


def pictures() -> Iterator[bytes]:
    """Yield images of Tiny ImageNet and CIFAR-10, no two data sets alike."""
    for name in ("tiny-imagenet-200", "cifar10"):
        with zipfile.ZipFile(DATA_SETS / f"{name}.zip") as archive:
            members = sorted(each for each in archive.namelist() if "/train/" in each)
            yield from (archive.read(each) for each in members if each.lower().endswith("g"))


def queries(encoder: Encoder) -> dict[str, Rows]:
    """Return unit rows of images and of captions of Flickr8k dev: nothing of them is indexed."""
    with zipfile.ZipFile(DATA_SETS / "flickr8k-train-dev.zip") as archive:
        dev = sorted(each for each in archive.namelist() if "/dev/" in each and "." in each)
        shown = [decode(archive.read(each), each).image for each in dev[:QUERIES]]
        with scratch() as folder:
            table = Path(archive.extract("flickr8k/captions.csv", folder))
            told = [row.caption or "" for row in Table(bytes(table), ["caption"])]
    asked = [each for each in told if each][-QUERIES:]
    return {
        "images": unit_rows(encoder.encode_images(shown)),
        "words": unit_rows(encoder.encode_words(asked)),
    }


def rows_of(encoder: Encoder) -> Rows:
    """Return raw rows (60,000, dims)."""
    made = [
        encoder.encode_images([decode(data, "a.jpg").image for data in batch])
        for batch in batched(islice(pictures(), ROWS), 64)
    ]
    return np.concatenate(made)


def check_recall(
    verdict: Verdict, settings: Settings, encoder: Encoder, rows: Rows, asked: dict[str, Rows]
) -> None:
    """Fill the default index of an engine and compare it with a full scan."""
    engine = open_engine(settings)
    field = field_of(encoder)
    engine.create("recall", [field])
    engine.begin_load("recall")
    for start in range(0, len(rows), BATCH):
        engine.put("recall", [
            Item(_document(number), {field.name: row})
            for number, row in enumerate(rows[start : start + BATCH], start)
        ])  # fmt: skip
    engine.end_load("recall")
    for what, some in asked.items():
        fast = engine.knn("recall", field.name, some, K)
        exact = engine.knn("recall", field.name, some, K, exact=True)
        shares = [
            len({hit.id for hit in ours} & {hit.id for hit in theirs}) / K
            for ours, theirs in zip(fast, exact, strict=True)
        ]
        recall = float(np.mean(shares))
        verdict.check(
            recall >= RECALL,
            f"{settings.engine}: recall@{K} {recall:.4f} of {len(some)} queries by {what} among "
            f"{len(rows):,}, goal {RECALL}",
        )
    engine.close()


def _document(number: int) -> Document:
    file = FileEntry(uri=f"file:///{number}.jpg", size=1, filename=f"{number}.jpg")
    return Document(id=f"{number:064x}", files=(file,), width=32, height=32, format="JPEG")


def main() -> None:
    """Measure both."""
    verdict = Verdict(
        "mini: its network at least 400 images/s, 100 2-megapixel JPEGs/s, words under 1 ms, first vector "
        "within 0.5 s, 24 MB; recall@10 of both engines' default index at 60,000 at least 0.99 for images "
        "and for words"
    )
    check_size(verdict)
    check_speed(verdict)
    encoder = load_encoder("mini")
    rows, asked = rows_of(encoder), queries(encoder)
    with scratch() as folder, elasticsearch(folder / "es") as server:
        for name in ENGINES:
            settings = settings_for(name, folder / name, server.url)
            check_recall(verdict, settings, encoder, rows, asked)
    verdict.close()


if __name__ == "__main__":
    main()
