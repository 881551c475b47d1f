"""A labelled folder of 10 classes x 100 images: trained in minutes, better than `classic`.

Then the encoder joins a living collection, which is searched all the while; killed and resumed.
"""

import os
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from accept.asking import EVERY, Client, refusal
from accept.places import Command, elasticsearch, scratch, unpacked
from accept.quality_runs import album, both, carried_over, done
from accept.serving import serving
from accept.verdict import Verdict
from lookalike.core.settings import Settings
from lookalike.search.engines import open_engine

CLASSES, PER_CLASS, HELD_OUT = 10, 100, 20
SEED = 20261121
MINUTES = 10
ENCODER = "learned:own"
MEASURES = ("AP@100", "P@10")
OWN, LIVING = "own", "living"
KILL_AT = 0.2
"""Share of the images that have a vector by then; it is asked of every LOOKED_AT-th."""

LOOKED_AT = 20
KNOWN_AFTER = 2.5
"""Seconds: a site reads what a collection is at most every two."""

PATIENCE = 600.0


def train(verdict: Verdict, engines: list[Settings], source: Path) -> None:
    """Train by the command as it stands in the docs, and install the encoder for both engines."""
    words = ("train", str(source), "--name", ENCODER.partition(":")[2], "--json")
    ended = Command(engines[0], *words).wait()
    images = ended.answer["data"]["images"] if ended.status == 0 else 0
    verdict.check(
        ended.status == 0 and ended.seconds < 60 * MINUTES,
        f"train: status {ended.status}, {images} images in {CLASSES} classes, {ended.seconds:.0f} s "
        f"with {os.cpu_count()} processors, peak memory {ended.peak_bytes / 2**20:.0f} MB, "
        f"limit {MINUTES} minutes",
    )
    carried_over(verdict, ENCODER, engines[0], engines[1:])


def check_better(verdict: Verdict, settings: Settings, learned_from: Path, held_out: Path) -> None:
    """Check that it beats `classic` by every measure, with images that it has not seen."""
    done(verdict, settings, "ingest", learned_from, "-c", OWN, "-e", "classic", "--json")
    done(verdict, settings, "collections", "add-encoder", OWN, ENCODER, "--json")
    measures = [word for name in MEASURES for word in ("-m", name)]
    chosen = ("-e", "classic", "-e", ENCODER, *measures, "--json")
    answer = done(verdict, settings, "evaluate", "-c", OWN, "--queries", held_out, *chosen)
    for each in answer["comparisons"]:
        verdict.check(
            each["low"] > 0 and each["queries"] == CLASSES * HELD_OUT,
            f"{settings.engine}: {each['measure']} of {each['queries']} held-out images: classic "
            f"{each['base_mean']:.4f}, {ENCODER} {each['other_mean']:.4f}, difference "
            f"{each['difference']:.4f} ({each['low']:.4f} .. {each['high']:.4f}), p {each['p']:.4f}",
        )


def check_filling(verdict: Verdict, settings: Settings, client: Client, documents: int) -> None:
    """Fill, kill, see that it is refused meanwhile, resume."""
    filling = ("collections", "add-encoder", LIVING, ENCODER, "--json")
    with closing(open_engine(settings)) as engine:
        ids = [id_ for id_, _files in engine.listing(LIVING)]

        def rows(of: list[str]) -> int:
            known = engine.collection(LIVING).encoders.get(ENCODER)
            return len(engine.vectors(LIVING, known.name, of)) if known else 0

        some = ids[::LOOKED_AT]
        first = Command(settings, *filling)
        _wait(lambda: rows(some) >= KILL_AT * len(some) or not first.is_running)
        first.kill()
        killed, there = first.wait().status, rows(ids)
    verdict.check(
        killed < 0 and 0 < there < documents,
        f"{settings.engine}: killed with {there} of {documents} vectors written",
    )
    time.sleep(KNOWN_AFTER)
    refused = refusal(lambda: client.ask(ENCODER))
    verdict.check("filled" in refused, f"{settings.engine}: the new one meanwhile: {refused}")
    second = Command(settings, *filling).wait()
    report = second.answer if isinstance(second.answer, dict) else {}
    verdict.check(
        second.status == 0
        and report.get("filled") == documents - there
        and report.get("coverage") == 100,
        f"{settings.engine}: the same command again: status {second.status}, "
        f"{report.get('filled')} more, coverage {report.get('coverage')} %",
    )


def check_living(verdict: Verdict, settings: Settings, source: Path) -> None:
    """Fill the encoder into a collection that a site serves."""
    done(verdict, settings, "ingest", source, "-c", LIVING, "-e", "classic", "--json")
    about = done(verdict, settings, "collections", "show", LIVING, "--json")
    with closing(open_engine(settings)) as engine:
        image = next(id_ for id_, _files in engine.listing(LIVING))
    with serving(settings) as site:
        client = Client(site, LIVING, image, ENCODER)
        asking = threading.Thread(target=client.run)
        asking.start()
        try:
            check_filling(verdict, settings, client, about["documents"])
            _wait(lambda: 100 in client.coverage or bool(client.wrong))
        finally:
            client.stop()
            asking.join()
        time.sleep(KNOWN_AFTER)
        found = client.ask(ENCODER)
    verdict.check(
        client.answered > 0 and not client.wrong,
        f"{settings.engine}: {client.answered} searches by classic meanwhile, "
        f"{len(client.wrong)} wrong{': ' + client.wrong[0] if client.wrong else ''}",
    )
    rising = client.coverage == sorted(client.coverage) and client.coverage[-1:] == [100]
    verdict.check(
        rising and any(0 < each < 100 for each in client.coverage),
        f"{settings.engine}: coverage that the client saw, in per cent: {client.coverage}",
    )
    verdict.check(
        found["encoder"] == ENCODER and found["hits"][0]["id"] == image,
        f"{settings.engine}: then the site finds by {found['encoder']}",
    )


def _wait(over: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not over() and time.monotonic() < deadline:
        time.sleep(EVERY)


def main() -> None:
    """Train once, then measure and fill on both engines."""
    verdict = Verdict(
        f"{CLASSES} classes x {PER_CLASS} images: trained in under {MINUTES} minutes, better than "
        "classic on its own held-out share; filled into a living collection while the old one "
        "serves, coverage shown, killed and resumed"
    )
    with scratch() as folder, elasticsearch(folder / "es") as server:
        shares = {"learned": PER_CLASS - HELD_OUT, "held-out": HELD_OUT}
        parts = album(folder / "album", shares, CLASSES, SEED)
        engines = both(folder, server.url)
        train(verdict, engines, parts["learned"])
        photos = unpacked("caltech101-mini", folder)
        for settings in engines:
            check_better(verdict, settings, parts["learned"], parts["held-out"])
            check_living(verdict, settings, photos)
    verdict.close()


if __name__ == "__main__":
    main()
