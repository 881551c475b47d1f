"""kill -9 of the ingest at five random moments, and of Elasticsearch in mid-bulk; then a rerun."""

import json
import random
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from accept.contents import Contents, contents, differences, farthest, told
from accept.places import ENGINES, Command, elasticsearch, scratch, settings_for, unpacked
from accept.verdict import Verdict
from lookalike.core.errors import NotFound
from lookalike.core.settings import Settings
from lookalike.search.engines import open_engine
from tests.elasticsearch.local_server import LocalServer

KILLS = 5
DOCUMENTS = 1400
LATEST = 0.85  # of the work: a run that ends before its kill shows nothing
ATTEMPTS = 4
AWAY_SECONDS = 5.0
PATIENCE = 600.0

Ingest = Callable[[str], Command]


def ingest_of(settings: Settings, source: Path) -> Ingest:
    """Return what begins an ingest of `source` into the collection it is given."""
    return lambda name: Command(settings, "ingest", str(source), "-c", name, "--json")


def undisturbed(ingest: Ingest, verdict: Verdict, engine: str) -> tuple[float, float]:
    """Ingest once, and once more with nothing to do; return seconds of start-up and of work."""
    whole, idle = ingest("calm").wait(), ingest("calm").wait()
    verdict.check(
        whole.status == 0 and idle.status == 0,
        f"{engine}: undisturbed run {whole.seconds:.1f} s, one with nothing to do "
        f"{idle.seconds:.1f} s, status {whole.status} and {idle.status}",
    )
    return idle.seconds, max(whole.seconds - idle.seconds, 1.0)


def moments(work: float, chance: random.Random) -> list[float]:
    """Return KILLS random moments in `work` seconds, one in each equal part, ascending."""
    part = LATEST * work / KILLS
    return [(place + chance.random()) * part for place in range(KILLS)]


def documents(settings: Settings, name: str) -> int:
    """Return how many documents a collection has by now; 0 where it is not there."""
    engine = open_engine(settings)
    try:
        return sum(1 for _each in engine.listing(name))
    except NotFound:
        return 0
    finally:
        engine.close()


def killed(
    settings: Settings, ingest: Ingest, name: str, start: float, at: list[float]
) -> tuple[list[int], int]:
    """Run and kill, again and again, until a kill misses; a run goes on where the last one ended.

    Returns the documents there after each kill, and the processes that outlived their run.
    """
    there: list[int] = []
    runs: list[Command] = []
    for before, moment in zip([0.0, *at], at, strict=False):
        run = ingest(name)
        time.sleep(start + moment - before)
        run.kill()
        if run.wait().status >= 0:
            break
        there.append(documents(settings, name))
        runs.append(run)
    return there, sum(run.left() for run in runs)


def compare(verdict: Verdict, settings: Settings, name: str, calm: Contents, what: str) -> None:
    """Check that a collection holds what the undisturbed one holds, and nothing twice."""
    now = contents(settings, name)
    verdict.check(
        not differences(calm, now),
        f"{what}: {len(now.documents)} documents, {len(now.thumbnails)} thumbnails equal those of "
        f"the undisturbed run, vectors within {farthest(calm.vectors, now.vectors):.0e}"
        + told(differences(calm, now)),
    )
    verdict.check(not now.faults(), f"{what}: nothing twice or orphaned{told(now.faults())}")


def kill_the_ingest(
    verdict: Verdict, settings: Settings, ingest: Ingest, chance: random.Random
) -> Contents:
    """Show the five kills on one engine; return what the undisturbed run left."""
    engine = settings.engine
    start, work = undisturbed(ingest, verdict, engine)
    calm = contents(settings, "calm")
    verdict.check(
        len(calm.documents) == DOCUMENTS and not calm.faults(),
        f"{engine}: undisturbed {len(calm.documents)} documents{told(calm.faults())}",
    )
    for attempt in range(ATTEMPTS):
        # On a machine that has become faster meanwhile a run may be done before its kill.
        name = f"killed-{attempt}"
        at = moments(work / 2**attempt, chance)
        there, left = killed(settings, ingest, name, start, at)
        if len(there) == KILLS:
            break
    verdict.check(
        len(there) == KILLS and there == sorted(there) and 0 < there[-1] < DOCUMENTS,
        f"{engine}: SIGKILL {', '.join(f'{each:.2f}' for each in at)} s into the work; "
        f"documents there after each: {there}",
    )
    verdict.check(left == 0, f"{engine}: {left} processes outlived the killed runs")
    last = ingest(name).wait()
    verdict.check(last.status == 0, f"{engine}: the rerun ends with status {last.status}")
    compare(verdict, settings, name, calm, f"{engine}, ingest killed")
    return calm


def written(server: LocalServer) -> int:
    """Return how many documents the server has indexed since it started."""
    with urllib.request.urlopen(f"{server.url}/_stats/indexing", timeout=10) as answer:
        return int(json.load(answer)["_all"]["total"]["indexing"]["index_total"])


def kill_the_server(
    verdict: Verdict, ingest: Ingest, server: LocalServer, chance: random.Random
) -> None:
    """Kill Elasticsearch while the ingest writes, restart it, and see the ingest through."""
    target = chance.randrange(100, DOCUMENTS - 400)
    before = written(server)
    run = ingest("server-killed")
    deadline = time.monotonic() + PATIENCE
    while run.is_running and time.monotonic() < deadline:
        if written(server) - before >= target:
            break
        time.sleep(0.002)
    hit = written(server) - before
    was_running = run.is_running
    server.kill()
    time.sleep(AWAY_SECONDS)
    server.start()
    ended = run.wait()
    verdict.check(
        was_running and hit < DOCUMENTS,
        f"elasticsearch: the server was killed after {hit} documents, away for {AWAY_SECONDS} s "
        "and its start",
    )
    way = "waited and went on"
    if ended.status != 0:
        way, ended = (
            f"left with status {ended.status} and was rerun",
            ingest("server-killed").wait(),
        )
    verdict.check(ended.status == 0, f"elasticsearch: the ingest {way}, status {ended.status}")


def main() -> None:
    """Kill, rerun, compare."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.SystemRandom().randrange(10**6)
    verdict = Verdict(
        "kill -9 at five random moments of the ingest, and of Elasticsearch in mid-bulk, then a "
        "rerun: documents, vectors and thumbnails equal those of an undisturbed run"
    )
    verdict.check(True, f"random seed {seed}")
    chance = random.Random(seed)
    with scratch() as folder, elasticsearch(folder / "es") as server:
        source = unpacked("caltech101-mini", folder)
        for name in ENGINES:
            settings = settings_for(name, folder / name, server.url)
            ingest = ingest_of(settings, source)
            calm = kill_the_ingest(verdict, settings, ingest, chance)
            if name == "elasticsearch":
                kill_the_server(verdict, ingest, server, chance)
                what = "elasticsearch, server killed"
                compare(verdict, settings, "server-killed", calm, what)
    verdict.close()


if __name__ == "__main__":
    main()
