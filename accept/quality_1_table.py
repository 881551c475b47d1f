"""`classic`, `bovw` and learned encoders on `cifar-10` and `caltech-unseen`, on both engines.

The table is that of the committed reports. LOOKALIKE_ACCEPT_FULL=1 makes them anew, which takes hours:
`LOOKALIKE_ACCEPT_FULL=1 .venv/bin/python -m accept.quality_1_table`.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from accept.places import DATA_SETS, ENGINES, elasticsearch, scratch
from accept.quality_reports import Key, committed, name_of, spelled, trial_of
from accept.quality_runs import both, carried_over, check_trec, done, evaluated
from accept.quality_table import make_anew, seen_classes
from accept.verdict import Verdict
from lookalike.evaluation.report_model import Figure, Report

PROTOCOLS = ("cifar-10", "caltech-unseen")
FAMILIES = ("classic", "bovw", "learned")
GOALS = {("cifar-10", "bovw"): 0.0025, ("cifar-10", "learned"): 0.0180}
GOAL_OF = "AP@100"
CEILING = 0.02
LIVE = "caltech-unseen"
CLASSES = 20
SMALL = "bovw:small"


def check_report(verdict: Verdict, key: Key, report: Report) -> None:
    """Check that a committed report is of a whole protocol, by vectors, with intervals; its goal."""
    protocol, _kind, engine, family = key
    trial = trial_of(key)
    whole = report.queries == trial.queries and report.left_out == 0 and report.by == "vectors"
    sure = all(figure.low is not None for figure in report.measures)
    names = {each.name for each in report.measures}
    figures = ", ".join(f"{each.name} {spelled(each)}" for each in report.measures)
    verdict.check(
        whole and sure and names >= set(trial.measures),
        f"{protocol}, {report.encoder.id}, {engine}: {report.queries:,} queries, {figures}",
    )
    goal = GOALS.get((protocol, family))
    if goal is not None:
        reached = _figure(report, GOAL_OF).mean
        verdict.check(
            goal <= reached <= CEILING,
            f"{protocol}, {family}, {engine}: {GOAL_OF} {reached:.4f}, goal {goal:.4f}",
        )


def check_engines(verdict: Verdict, keys: Sequence[Key], reports: Mapping[Key, Report]) -> None:
    """Check that both engines searched the same vectors, and agree within the interval."""
    first, other = (reports[key] for key in keys)
    apart = []
    within = first.encoder == other.encoder
    for ours in first.measures:
        theirs = _figure(other, ours.name)
        low, high = ours.low or 0.0, ours.high or 0.0
        within = within and low <= theirs.mean <= high
        apart.append(f"{ours.name} {abs(ours.mean - theirs.mean):.4f}")
    told = f"{keys[0].protocol}, {keys[0].kind}, {keys[0].family}"
    verdict.check(within, f"{told}: the engines are apart by {', '.join(apart)}")


def check_both(verdict: Verdict, keys: Sequence[Key], reports: Mapping[Key, Report]) -> None:
    """Check the reports of one encoder on both engines, each for itself and beside the other."""
    there = [key for key in keys if key in reports]
    for key in keys:
        if key in reports:
            check_report(verdict, key, reports[key])
        else:
            verdict.check(False, f"docs/quality/{name_of(key)} is not there")
    if len(there) == len(keys):
        check_engines(verdict, keys, reports)


def check_committed(verdict: Verdict) -> None:
    """Check all that is committed."""
    reports = committed()
    for protocol in PROTOCOLS:
        for family in FAMILIES:
            check_both(verdict, [Key(protocol, "image", each, family) for each in ENGINES], reports)


def check_live(verdict: Verdict, folder: Path, url: str) -> None:
    """Train a small vocabulary, measure it here and now, and have pytrec_eval say the same."""
    engines = both(folder, url)
    source = seen_classes(folder, CLASSES)
    how = ("--name", SMALL.partition(":")[2], "--recipe", "bovw", "--json")
    trained = done(verdict, engines[0], "train", source, *how)
    told = f"{trained['data']['images']} images, {trained['recipe']['seconds']} s"
    verdict.check(True, f"{SMALL} is learned from {told}")
    carried_over(verdict, SMALL, engines[0], engines[1:])
    measures = [word for name in ("P@5", "AP@100", "nDCG@10") for word in ("-m", name)]
    chosen = ("-e", "classic", "-e", SMALL, *measures)
    for settings in engines:
        words = ("--protocol", LIVE, "--from", str(DATA_SETS), *chosen)
        reports = evaluated(verdict, settings, *words, "--trec", folder / "trec")
        for encoder in ("classic", SMALL):
            check_trec(verdict, settings.engine, reports[encoder])


def _figure(report: Report, name: str) -> Figure:
    return next(each for each in report.measures if each.name == name)


def main() -> None:
    """Check the committed table, or make it anew first; then measure a part of it live."""
    verdict = Verdict(
        "classic, bovw and learned on cifar-10 and caltech-unseen, both engines, with intervals; "
        "AP@100 on cifar-10 at least 0.0025 (bovw) and 0.0180 (learned); pytrec_eval on the "
        "exported TREC files gives the same figures"
    )
    if os.environ.get("LOOKALIKE_ACCEPT_FULL"):
        with scratch() as folder, elasticsearch(folder / "es") as server:
            make_anew(verdict, folder, server.url)
    check_committed(verdict)
    with scratch() as folder, elasticsearch(folder / "es") as server:
        check_live(verdict, folder, server.url)
    verdict.close()


if __name__ == "__main__":
    main()
