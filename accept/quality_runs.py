"""Evaluations as the scripts of quality run them: by the command line, on either engine."""

import gzip
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytrec_eval

from accept.places import DATA_SETS, ENGINES, LOOKALIKE, environment, lookalike, settings_for
from accept.verdict import Verdict
from lookalike.core.settings import Settings

SPELLED = {"AP@100": "map_cut_100", "P@5": "P_5", "P@10": "P_10", "nDCG@10": "ndcg_cut_10"}
"""Measures as ir_measures and as trec_eval spell them."""

TINY = "tiny-imagenet-200"


def both(folder: Path, url: str) -> list[Settings]:
    """Return the settings of each engine, with a data folder of its own."""
    return [settings_for(name, folder / name, url) for name in ENGINES]


def done(verdict: Verdict, settings: Settings, *arguments: str | Path) -> Any:
    """Run a command that must end with status 0, and return its answer."""
    status, answer = lookalike(settings, *map(str, arguments))
    if status != 0:
        verdict.check(False, f"{settings.engine}: {arguments[0]} ended with status {status}")
        verdict.close()
    return answer


def said(settings: Settings, *arguments: str | Path) -> tuple[int, str]:
    """Run a command and return its status and what it says on stderr."""
    ended = subprocess.run(
        [LOOKALIKE, *map(str, arguments)], env=environment(settings), check=False,
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
    )  # fmt: skip
    return ended.returncode, ended.stderr.strip()


def evaluated(verdict: Verdict, settings: Settings, *arguments: str | Path) -> dict[str, Any]:
    """Evaluate and return what is said of each report, by encoder."""
    answer = done(verdict, settings, "evaluate", *arguments, "--json")
    return {each["encoder"]: each for each in answer["reports"]}


def carried_over(verdict: Verdict, encoder: str, made: Settings, others: list[Settings]) -> None:
    """Export an encoder from the data folder where it was made and import it into the others."""
    file = made.data / f"{encoder.replace(':', '-')}.lookalike-encoder"
    done(verdict, made, "encoders", "export", encoder, file)
    for each in others:
        done(verdict, each, "encoders", "import", file)


def by_pytrec_eval(run: Path, qrels: Path, names: list[str]) -> dict[str, float]:
    """Return the means that pytrec_eval gives for two TREC files, by the names of ir_measures."""
    with gzip.open(qrels, "rt", encoding="utf-8") as file:
        judged = pytrec_eval.parse_qrel(file)
    with gzip.open(run, "rt", encoding="utf-8") as file:
        found = pytrec_eval.parse_run(file)
    wanted = {SPELLED[name] for name in names}
    values = pytrec_eval.RelevanceEvaluator(judged, wanted).evaluate(found)
    return {
        name: sum(values.get(query, {}).get(SPELLED[name], 0.0) for query in judged) / len(judged)
        for name in names
    }


def check_trec(verdict: Verdict, engine: str, report: Mapping[str, Any]) -> None:
    """Check that pytrec_eval says of the exported files what the report says."""
    run, qrels = map(Path, report["trec"])
    names = [name for name in SPELLED if name in report["measures"]]
    theirs = by_pytrec_eval(run, qrels, names)
    apart = max(abs(report["measures"][name]["mean"] - theirs[name]) for name in names)
    figures = ", ".join(f"{name} {theirs[name]:.4f}" for name in names)
    verdict.check(
        bool(names) and apart < 1e-9,
        f"{engine}, {report['encoder']}: pytrec_eval on the exported files says {figures}; "
        f"apart by {apart:.0e}",
    )


def album(into: Path, parts: Mapping[str, int], classes: int, seed: int) -> dict[str, Path]:
    """Draw classes of Tiny ImageNet's training part, and images of each: so many for each part.

    Every part is a folder below `into` with a folder for each class; no image is in two.
    """
    chance = Random(seed)
    with zipfile.ZipFile(DATA_SETS / f"{TINY}.zip") as archive:
        listed: dict[str, list[str]] = {}
        for name in archive.namelist():
            steps = name.split("/")
            if steps[1] == "train" and steps[-1].endswith(".JPEG"):
                listed.setdefault(steps[2], []).append(name)
        for label in chance.sample(sorted(listed), classes):
            drawn = iter(chance.sample(sorted(listed[label]), sum(parts.values())))
            for part, count in parts.items():
                folder = into / part / label
                folder.mkdir(parents=True)
                for _number in range(count):
                    name = next(drawn)
                    (folder / Path(name).name).write_bytes(archive.read(name))
    return {part: into / part for part in parts}
