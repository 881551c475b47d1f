"""`classic`, `bovw` and `mini` on every protocol, on both engines: the committed reports and ablations.

LOOKALIKE_ACCEPT_FULL=1 makes the figures of `mini` and `classic` anew, which takes an hour:
`LOOKALIKE_ACCEPT_FULL=1 .venv/bin/python -m accept.mini_1_table`.
"""

import os
from pathlib import Path

from accept.places import DATA_SETS, ENGINES, elasticsearch, scratch
from accept.quality_1_table import check_both
from accept.quality_reports import PAGE, Key, committed, filled, publish
from accept.quality_runs import both, evaluated
from accept.verdict import Verdict
from lookalike.evaluation.report_model import Kind, Report

PROTOCOLS: dict[str, tuple[Kind, ...]] = {
    "tiny-imagenet": ("zero-shot",),
    "cifar-10": ("zero-shot",),
    "flickr8k-dev": ("words",),
    "caltech-unseen": ("image",),
    "near-duplicates": ("near-duplicates",),
}
FAMILIES = ("classic", "bovw", "mini")
GOALS: dict[tuple[str, str, str], tuple[float, float]] = {
    ("tiny-imagenet", "zero-shot", "P@1"): (0.45, 0.36),
    ("cifar-10", "zero-shot", "P@1"): (0.90, 0.86),
    ("flickr8k-dev", "words", "R@10"): (0.38, 0.32),
    ("caltech-unseen", "image", "P@5"): (0.50, 0.35),
}
"""The goal, and the floor below which `mini` is not done; by protocol, kind and measure."""
DUPLICATES = 0.95
PRECISION = 0.99
ABLATIONS = ("semantic alone", "appearance alone", "both", "float32", "int8", "64", "larger")
BY_WORDS = ("zero-shot", "words")


def check_goals(verdict: Verdict, reports: dict[Key, Report]) -> None:
    """Hold the figures of `mini` against goals and floors, on each engine."""
    for (protocol, kind, measure), (goal, floor) in GOALS.items():
        for engine in ENGINES:
            key = Key(protocol, kind, engine, "mini")  # type: ignore[arg-type]
            if key not in reports:
                continue
            reached = next(each.mean for each in reports[key].measures if each.name == measure)
            told = f"{protocol}, {kind}, {engine}: {measure} {reached:.4f}, goal {goal:.2f}"
            verdict.check(reached >= goal, f"{told}, floor {floor:.2f}")
            if reached < floor:
                verdict.check(False, f"{told}: below the floor {floor:.2f}")


def check_duplicates(verdict: Verdict, reports: dict[Key, Report]) -> None:
    """Hold the recall of near-duplicates at a precision of 0.99 against its goal."""
    for engine in ENGINES:
        report = reports.get(Key("near-duplicates", "near-duplicates", engine, "mini"))
        for each in report.thresholds if report else ():
            if each.precision == PRECISION and "without" in each.name:
                told = (
                    f"near-duplicates, {engine}, {each.name}: R {each.recall:.4f} at P {PRECISION}"
                )
                verdict.check(each.recall >= DUPLICATES, f"{told}, goal {DUPLICATES}")


def check_ablations(verdict: Verdict) -> None:
    """Check that the page says what each part of `mini` is worth."""
    page = PAGE.read_text(encoding="utf-8").lower()
    for name in ABLATIONS:
        verdict.check(name in page, f"{PAGE.name} has the ablation “{name}”")


def make_anew(verdict: Verdict, folder: Path, url: str) -> None:
    """Measure `mini` and `classic` on every protocol and both engines, and write the tables."""
    for settings in both(folder, url):
        for protocol, kinds in PROTOCOLS.items():
            encoders = ("mini",) if set(kinds) <= set(BY_WORDS) else ("classic", "mini")
            words = [word for each in encoders for word in ("-e", each)]
            reports = evaluated(
                verdict, settings, "--protocol", protocol, "--from", DATA_SETS, *words
            )
            for report in reports.values():
                publish(Path(report["report"]))
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def main() -> None:
    """Check the committed table, or make it anew first."""
    verdict = Verdict(
        "mini, classic and bovw on Tiny ImageNet, CIFAR-10, Flickr8k, unseen Caltech classes and "
        "near-duplicates, on both engines; goals and floors of mini; ablations in docs/quality.md"
    )
    if os.environ.get("LOOKALIKE_ACCEPT_FULL"):
        with scratch() as folder, elasticsearch(folder / "es") as server:
            make_anew(verdict, folder, server.url)
    reports = committed()
    for protocol, kinds in PROTOCOLS.items():
        for kind in kinds:
            families = ("mini",) if kind in BY_WORDS else FAMILIES
            for family in families:
                check_both(
                    verdict, [Key(protocol, kind, each, family) for each in ENGINES], reports
                )
    check_goals(verdict, reports)
    check_duplicates(verdict, reports)
    check_ablations(verdict)
    verdict.close()


if __name__ == "__main__":
    main()
