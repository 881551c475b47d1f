"""50,000 CIFAR-10 images and the drawn sample side by side: from a request to its page.

Words and uploads, on both engines, against the time the image alone takes to be decoded and
encoded; minutes long.
"""

import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import urllib3

from accept.places import (
    ENGINES,
    elasticsearch,
    lookalike,
    scratch,
    settings_for,
    unpacked,
)
from accept.serving import serving
from accept.verdict import Verdict
from lookalike.core.settings import Settings
from lookalike.encoders.registry import load_encoder
from lookalike.imaging import decode

ENCODER = "classic"
CIFAR, SAMPLE = "cifar10", "sample"
QUERIES = 200
WARM_UP = 20
ALLOWED_MS = 25.0
SEED = 20261121
WORDS = {
    CIFAR: ("airplane", "frog", "ship", "deer", "dog", "truck", "cat", "horse", "bird"),
    SAMPLE: ("red", "blue fish", "house night", "stripes", "green leaf", "boat", "cat"),
}

Times = tuple[float, float]
"""p50 and p95 in milliseconds."""


def timed(act: Callable[[int], object]) -> Times:
    """Return the times of QUERIES calls, after a warm-up."""
    for number in range(WARM_UP):
        act(number)
    took = []
    for number in range(QUERIES):
        began = time.perf_counter()
        act(number)
        took.append((time.perf_counter() - began) * 1000)
    p50, p95 = np.percentile(took, [50, 95])
    return float(p50), float(p95)


def encode_times(files: Sequence[bytes]) -> Times:
    """Return the times of decoding and encoding alone, in this process."""
    encoder = load_encoder(ENCODER)

    def act(number: int) -> object:
        image = decode(files[number % len(files)], "query").image
        return encoder.encode_images([image])

    return timed(act)


def words_times(http: urllib3.PoolManager, base: str, collection: str) -> Times:
    """Return the times of a search by words, from the request to the last byte of its page."""
    words = WORDS[collection]

    def act(number: int) -> None:
        text = words[number % len(words)].replace(" ", "+")
        answer = http.request("GET", f"{base}/c/{collection}/search?q={text}")
        assert answer.status == 200, answer.data[:300]

    return timed(act)


def upload_times(
    http: urllib3.PoolManager, base: str, collection: str, files: Sequence[bytes]
) -> Times:
    """Return the times of a search by upload: sent, answered with an address, its page read."""

    def act(number: int) -> None:
        file = ("query.jpg", files[number % len(files)], "image/jpeg")
        sent = http.request(
            "POST", f"{base}/query", fields={"collection": collection, "image": file},
            redirect=False,
        )  # fmt: skip
        assert sent.status == 303, sent.data[:300]
        answer = http.request("GET", base + sent.headers["Location"].removeprefix(base))
        assert answer.status == 200, answer.data[:300]

    return timed(act)


def prepare(settings: Settings, folder: Path) -> dict[str, int]:
    """Index both collections; return their documents by name."""
    lookalike(settings, "ingest", str(folder / "train"), "-c", CIFAR, "-e", ENCODER)
    lookalike(settings, "demo", "--no-serve")
    shown = {name: lookalike(settings, "collections", "show", name, "--json") for name in WORDS}
    return {name: answer["documents"] for name, (_status, answer) in shown.items()}


def check(
    verdict: Verdict, engine: str, settings: Settings, folder: Path, files: list[bytes]
) -> None:
    """Measure one engine; the encoder alone just before and just after the pages."""
    documents = prepare(settings, folder)
    http = urllib3.PoolManager()
    with serving(settings) as base:
        for name, count in documents.items():
            before = encode_times(files)
            by_words = words_times(http, base, name)
            by_upload = upload_times(http, base, name, files)
            after = encode_times(files)
            encode = ((before[0] + after[0]) / 2, (before[1] + after[1]) / 2)
            for kind, took, own in (
                ("words", by_words, (0.0, 0.0)),
                ("upload", by_upload, encode),
            ):
                held = took[0] <= own[0] + ALLOWED_MS and took[1] <= own[1] + ALLOWED_MS
                verdict.check(
                    held,
                    f"{engine}, {name} ({count:,} documents), {kind}: p50 {took[0]:.1f} ms, "
                    f"p95 {took[1]:.1f} ms; encoding alone {own[0]:.1f} and {own[1]:.1f} ms",
                )


def main() -> None:
    """Measure both engines, one after the other."""
    verdict = Verdict(
        "50,000 CIFAR-10 images and the drawn sample side by side on both engines: words and "
        f"upload to HTML within encoding + {ALLOWED_MS:g} ms, p50 and p95"
    )
    with scratch() as folder, elasticsearch(folder / "es") as server:
        source = unpacked("cifar10", folder)
        paths = sorted((source / "test").rglob("*.jpg"))
        files = [path.read_bytes() for path in random.Random(SEED).sample(paths, QUERIES)]
        for engine in sys.argv[1:] or ENGINES:
            check(verdict, engine, settings_for(engine, folder / engine, server.url), source, files)
    verdict.close()


if __name__ == "__main__":
    main()
