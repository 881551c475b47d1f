"""The whole table of docs/quality.md made anew: train, index, evaluate, on both engines. Hours."""

import shutil
from pathlib import Path

from accept.places import DATA_SETS, unpacked
from accept.quality_reports import PAGE, filled, publish
from accept.quality_runs import both, carried_over, check_trec, done, evaluated
from accept.verdict import Verdict
from lookalike.core.settings import Settings
from lookalike.encoders.bundle import encoder_folder
from lookalike.evaluation.protocols.protocol import classes_of

SAMPLE = "500"
"""Queries of the check by pytrec_eval: the judgements of all of CIFAR-10 are 50 million lines."""

MADE = {
    "cifar-10": {
        "bovw:cifar-10": ("--recipe", "bovw"),
        "learned:cifar-10": ("--recipe", "scratch", "--epochs", "28", "--validation", "0.02"),
    },
    "caltech-unseen": {
        "bovw:caltech": ("--recipe", "bovw"),
        "learned:caltech": ("--recipe", "head"),
    },
}
"""What is measured beside `classic`, by protocol, and how it is trained; the seed is 0."""


def learned_from(protocol: str, folder: Path) -> Path:
    """Unpack what the encoders of a protocol learn from, nothing of what they are measured on."""
    if protocol == "cifar-10":
        return unpacked("cifar10", folder) / "train"
    return seen_classes(folder)


def seen_classes(folder: Path, most: int | None = None) -> Path:
    """Unpack Caltech 101 without the classes that are kept for tests; of `most` classes, if given."""
    source = unpacked("caltech101-mini", folder)
    for name in classes_of("unseen.txt"):
        shutil.rmtree(source / name)
    for each in sorted(source.iterdir())[most:] if most else ():
        shutil.rmtree(each)
    return source.rename(folder / "caltech101-seen")


def train(
    verdict: Verdict, engines: list[Settings], source: Path, encoder: str, how: tuple[str, ...]
) -> None:
    """Train an encoder, and install it in the data folder of each engine."""
    first, *others = engines
    name = encoder.partition(":")[2]
    answer = done(verdict, first, "train", source, "--name", name, *how, "--seed", "0", "--json")
    carried_over(verdict, encoder, first, others)
    publish(encoder_folder(first.data, encoder))
    seconds, measures = answer["recipe"]["seconds"], answer["measures"]
    verdict.check(True, f"{encoder}: {' '.join(how)}, {seconds} s, {measures}")


def make_anew(verdict: Verdict, folder: Path, url: str) -> None:
    """Train everything, measure everything, and write reports and tables."""
    engines = both(folder, url)
    for protocol, encoders in MADE.items():
        place = folder / f"of-{protocol}"
        place.mkdir()
        source = learned_from(protocol, place)
        for encoder, how in encoders.items():
            train(verdict, engines, source, encoder, how)
        chosen = [word for each in ("classic", *encoders) for word in ("-e", each)]
        words: tuple[str | Path, ...] = ("--protocol", protocol, "--from", DATA_SETS, *chosen)
        for settings in engines:
            reports = evaluated(verdict, settings, *words)
            trec = folder / f"trec-{protocol}-{settings.engine}"
            some = evaluated(verdict, settings, *words, "--sample", SAMPLE, "--trec", trec)
            for encoder in ("classic", *encoders):
                publish(Path(reports[encoder]["report"]))
                check_trec(verdict, settings.engine, some[encoder])
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
