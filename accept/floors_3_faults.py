"""A folder with cases 1 to 16 of bad input among good files: nothing good lost, nothing bad in."""

import os
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from accept.bad_files import TURNED, Files, accepted, refused, skipped, write
from accept.contents import Contents, contents, differences, told
from accept.places import ENGINES, Command, Ended, elasticsearch, scratch, settings_for, unpacked
from accept.verdict import Verdict
from lookalike.core.files import path_to_uri
from lookalike.core.settings import Settings

GOOD = 100
SECONDS = 60
PEAK_MB = 1024
SEED = 20261120
NAME = "mixed"


def uri(folder: Path, name: bytes) -> str:
    """Return the uri of a raw name in `folder`."""
    return path_to_uri(os.fsencode(folder) + b"/" + name)


def good_files(source: Path) -> Files:
    """Return GOOD files of the data set, with their folders."""
    paths = random.Random(SEED).sample(sorted(source.rglob("*.jpg")), GOOD)
    return {os.fsencode(path.relative_to(source)): path.read_bytes() for path in paths}


def check_run(verdict: Verdict, engine: str, ended: Ended) -> None:
    """Check status, time and memory of the ingest."""
    peak = ended.peak_bytes / 2**20
    verdict.check(ended.status == 3, f"{engine}: status {ended.status}")
    verdict.check(ended.seconds < SECONDS, f"{engine}: {ended.seconds:.1f} s, limit {SECONDS}")
    verdict.check(peak < PEAK_MB, f"{engine}: peak memory {peak:.0f} MB, limit {PEAK_MB}")


def check_in(verdict: Verdict, engine: str, held: Contents, wanted: set[str]) -> None:
    """Check that every good file is in and nothing else, whole, under its uri."""
    there = set(held.uris)
    verdict.check(
        there == wanted and not held.faults(),
        f"{engine}: {len(there & wanted)} of {len(wanted)} good files in, "
        f"{len(there - wanted)} others" + told(held.faults()),
    )
    for each in sorted(there ^ wanted)[:10]:
        verdict.check(False, f"{engine}: {'in' if each in there else 'not in'}: {each}")


def check_refused(verdict: Verdict, engine: str, ended: Ended, wanted: dict[str, str]) -> None:
    """Check that the report lists every bad file with its code and a sentence that names it."""
    listed = {each["uri"]: each for each in ended.answer["quarantine"]}
    told = sum(
        bad in listed and listed[bad]["code"] == code and len(listed[bad]["reason"]) > 20
        for bad, code in wanted.items()
    )
    verdict.check(
        told == len(wanted) and listed.keys() == wanted.keys(),
        f"{engine}: {told} of {len(wanted)} bad files listed with their reason, "
        f"{len(listed.keys() - wanted.keys())} others",
    )
    for bad in sorted(listed.keys() | wanted.keys()):
        found = listed.get(bad, {}).get("code")
        if found != wanted.get(bad):
            verdict.check(False, f"{engine}: {bad}: {found}, not {wanted.get(bad)}")


def check_turned(verdict: Verdict, engine: str, held: Contents, wanted: set[str]) -> None:
    """Check that the eight orientations of one picture have one vector."""
    rows = [
        held.vectors[key]
        for key, document in held.documents.items()
        if wanted & {file["uri"] for file in document["files"]}
    ]
    apart = max((float(np.abs(row - rows[0]).max()) for row in rows), default=float("inf"))
    verdict.check(
        len(rows) == 8 and apart <= 1e-6,
        f"{engine}: {len(rows)} orientations of one picture, vectors within {apart:.0e}",
    )


@dataclass(frozen=True, slots=True)
class Mixed:
    """A folder of good and bad files, and what must become of each: uris, codes, reasons."""

    folder: Path
    good: set[str]
    bad: dict[str, str]
    skipped: dict[str, int]


def mixed(folder: Path, source: Path) -> Mixed:
    """Fill `folder` with all cases and GOOD files of `source`."""
    good, bad = good_files(source) | accepted(), refused()
    write(folder, good | {name: content for name, (content, _code) in bad.items()})
    codes = {uri(folder, name): code for name, (_content, code) in bad.items()}
    return Mixed(folder, {uri(folder, name) for name in good}, codes, skipped(folder))


def check_engine(verdict: Verdict, settings: Settings, case: Mixed) -> None:
    """Ingest the folder on one engine and check everything."""
    engine, folder = settings.engine, case.folder
    command = ("ingest", str(folder), "-c", NAME, "--json")
    ended = Command(settings, *command, mere_user=True).wait()
    check_run(verdict, engine, ended)
    if not isinstance(ended.answer, dict):
        return
    held = contents(settings, NAME)
    check_in(verdict, engine, held, case.good)
    check_refused(verdict, engine, ended, case.bad)
    check_turned(verdict, engine, held, {uri(folder, TURNED % turn) for turn in range(1, 9)})
    found = ended.answer["skipped_by_reason"]
    verdict.check(found == case.skipped, f"{engine}: skipped {found}")
    again = Command(settings, *command, mere_user=True).wait()
    changed = differences(held, contents(settings, NAME))
    verdict.check(
        again.status == 3 and again.answer["added"] == 0 and not changed,
        f"{engine}: a second run changes nothing" + told(changed),
    )


def main() -> None:
    """Make the folder, ingest it on both engines."""
    verdict = Verdict(
        "a folder with cases 1-16 of bad input among good files: status 3, every good file in, "
        "every bad one listed with its reason, under a minute, memory under 1 GB"
    )
    with scratch() as place, elasticsearch(place / "es") as server:
        case = mixed(place / "mixed", unpacked("caltech101-mini", place))
        verdict.check(True, f"{len(case.good)} good files, {len(case.bad)} bad ones")
        for name in ENGINES:
            check_engine(verdict, settings_for(name, place / name, server.url), case)
    verdict.close()


if __name__ == "__main__":
    main()
