"""60,000 CIFAR-10 images through `classic` into both engines: rate, memory, time of a query.

Minutes long. The figures go to stderr as JSON; docs/scale.md says how to read them.
"""

import hashlib
import json
import os
import platform
import random
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from accept.places import (
    ENGINES,
    Command,
    Ended,
    elasticsearch,
    lookalike,
    scratch,
    settings_for,
    unpacked,
)
from accept.verdict import Verdict
from ingest.encoding import BATCH
from lookalike.core.settings import Settings
from lookalike.encoders.base import Image
from lookalike.encoders.registry import load_encoder
from lookalike.imaging import decode
from lookalike.search.engines import open_engine
from lookalike.search.query import Query, QueryTerm
from lookalike.search.service import SearchService

ENCODER = "classic"
NAME = "cifar10"
SAMPLE = 4_000
PASSES = 3
QUERIES = 300
WARM_UP = 10
TOP = 10
GOAL = 0.9
SEED = 20261120


def decoded(paths: Sequence[Path]) -> list[Image]:
    """Return the working images of `paths`."""
    return [decode(path.read_bytes(), path.name).image for path in paths]


def encoder_rates(images: Sequence[Image]) -> dict[str, float]:
    """Return images/s of `encode_images` alone: called by one thread, and by one per processor.

    Batches as large as the pipeline's; the median of PASSES over all `images`.
    """
    encoder = load_encoder(ENCODER)
    batches = [images[start : start + BATCH] for start in range(0, len(images), BATCH)]

    def rate(threads: int) -> float:
        with ThreadPoolExecutor(threads) as pool:
            started = time.perf_counter()
            for _rows in pool.map(encoder.encode_images, batches):
                pass
            return len(images) / (time.perf_counter() - started)

    cpu = time.process_time()
    one = median(rate(1) for _pass in range(PASSES))
    cpu = (time.process_time() - cpu) / (PASSES * len(images))
    several = median(rate(os.cpu_count() or 1) for _pass in range(PASSES))
    return {"one_thread": one, "all_threads": several, "cpu_ms_per_image": cpu * 1000}


def timed(ask: Callable[[QueryTerm], object], terms: Sequence[QueryTerm]) -> dict[str, float]:
    """Return p50 and p95 of the seconds `ask` takes, in milliseconds."""
    for term in terms[:WARM_UP]:
        ask(term)
    took = []
    for term in terms:
        started = time.perf_counter()
        ask(term)
        took.append((time.perf_counter() - started) * 1000)
    p50, p95 = np.percentile(took, [50, 95])
    return {"p50_ms": round(float(p50), 2), "p95_ms": round(float(p95), 2)}


def query_times(settings: Settings, files: Sequence[Path]) -> dict[str, dict[str, float]]:
    """Return the times of QUERIES queries by id, and by file, each answering ten hits."""
    engine = open_engine(settings)
    service = SearchService(engine, settings)
    try:
        data = [path.read_bytes() for path in files]
        ids = [QueryTerm("id", hashlib.sha256(each).hexdigest()) for each in data]
        images = [QueryTerm("file", each) for each in data]

        def ask(term: QueryTerm) -> object:
            return service.search(Query(NAME, (term,), size=TOP))

        return {"by_id": timed(ask, ids), "by_file": timed(ask, images)}
    finally:
        engine.close()


def run(settings: Settings, folder: Path) -> Ended:
    """Ingest the training and the test part, each with its classes as categories."""
    sources = [str(folder / part) for part in ("train", "test")]
    return Command(settings, "ingest", *sources, "-c", NAME, "-e", ENCODER, "--json").wait()


def measure(settings: Settings, folder: Path, files: Sequence[Path]) -> dict[str, Any]:
    """Return every figure of one engine; the encoder alone is timed just before and just after."""
    chance = random.Random(SEED)
    images = decoded(chance.sample(files, SAMPLE))
    load = os.getloadavg()[0]
    before = encoder_rates(images)
    ended = run(settings, folder)
    after = encoder_rates(images)
    del images
    encoder = {key: (before[key] + after[key]) / 2 for key in before}
    rate = len(files) / ended.seconds
    _status, about = lookalike(settings, "collections", "show", NAME, "--json")
    return {
        "status": ended.status,
        "report": {key: ended.answer[key] for key in ("added", "quarantined", "skipped")},
        "documents": about["documents"],
        "files": about["files"],
        "bytes_on_disk": about["bytes"],
        "seconds": round(ended.seconds, 1),
        "images_per_s": round(rate, 1),
        "cpu_ms_per_image": round(ended.cpu_seconds / len(files) * 1000, 3),
        "load_average": [round(load, 1), round(os.getloadavg()[0], 1)],
        "peak_mb": round(ended.peak_bytes / 2**20),
        "encoder_before": {key: round(value, 3) for key, value in before.items()},
        "encoder_after": {key: round(value, 3) for key, value in after.items()},
        "ratio_one_thread": round(rate / encoder["one_thread"], 3),
        "ratio_all_threads": round(rate / encoder["all_threads"], 3),
        "queries": query_times(settings, chance.sample(files, QUERIES)),
    }


def check(verdict: Verdict, engine: str, figures: dict[str, Any], distinct: int) -> None:
    """Check what is promised of one engine and note the rest."""
    verdict.check(
        figures["status"] == 0 and figures["documents"] == distinct,
        f"{engine}: status {figures['status']}, {figures['documents']:,} documents of "
        f"{figures['files']:,} files ({distinct:,} distinct)",
    )
    one = (figures["encoder_before"]["one_thread"] + figures["encoder_after"]["one_thread"]) / 2
    verdict.check(
        figures["ratio_one_thread"] >= GOAL,
        f"{engine}: {figures['images_per_s']:,.0f} images/s over the whole run of "
        f"{figures['seconds']:.0f} s, encoder alone in one thread {one:,.0f}/s: "
        f"{figures['ratio_one_thread']:.2f} of it (goal {GOAL}), "
        f"{figures['ratio_all_threads']:.2f} of the encoder on all {os.cpu_count()} processors",
    )
    verdict.check(True, f"{engine}: peak memory of the ingest {figures['peak_mb']} MB")
    for kind, took in figures["queries"].items():
        verdict.check(
            True,
            f"{engine}: {QUERIES} queries {kind.replace('_', ' ')}, p50 {took['p50_ms']:.1f} ms, "
            f"p95 {took['p95_ms']:.1f} ms",
        )


def main() -> None:
    """Ingest on both engines, one after the other, and measure."""
    verdict = Verdict(
        "60,000 CIFAR-10 images with `classic` on both engines: at least 0.9 of the encoder's own "
        "rate; peak memory, p50 and p95 of a query"
    )
    figures: dict[str, Any] = {"processors": os.cpu_count(), "python": platform.python_version()}
    engines = sys.argv[1:] or ENGINES
    with scratch() as folder, elasticsearch(folder / "es") as server:
        source = unpacked("cifar10", folder)
        files = sorted(source.rglob("*.jpg"))
        verdict.check(len(files) == 60_000, f"{len(files):,} files")
        distinct = len({hashlib.sha256(path.read_bytes()).digest() for path in files})
        for name in engines:
            settings = settings_for(name, folder / name, server.url)
            figures[name] = measure(settings, source, files)
            sys.stderr.write(json.dumps({name: figures[name]}, indent=1) + "\n")
            check(verdict, name, figures[name], distinct)
    sys.stderr.write(json.dumps(figures) + "\n")
    verdict.close()


if __name__ == "__main__":
    main()
