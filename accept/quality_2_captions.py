"""Every caption and category of a collection changed, on both engines: no figure moves."""

from contextlib import closing
from pathlib import Path
from typing import Any

from accept.places import elasticsearch, scratch, unpacked
from accept.quality_runs import both, done, evaluated
from accept.verdict import Verdict
from lookalike.core.settings import Settings
from lookalike.evaluation.judgements import Run
from lookalike.evaluation.kept import kept_run
from lookalike.evaluation.report import read_per_query
from lookalike.search.engines import open_engine

NAME = "caltech-unseen"
MEASURES = ("AP@100", "P@10", "nDCG@10", "R@100")


def protocol(images: Path) -> tuple[str | Path, ...]:
    """Return the options that measure the whole protocol, its images indexed where they are not yet."""
    return "--protocol", NAME, "--from", images, "-e", "classic"


def change(settings: Settings, name: str) -> tuple[int, int]:
    """Give every file the category of the next class, and a caption that names that, too.

    Returns how many files there are, and how many of them have a new category and caption then.
    """
    with closing(open_engine(settings)) as engine:
        listing = [(id_, file) for id_, files in engine.listing(name) for file in files]
        names = sorted({file.category or "" for _id, file in listing})
        following = dict(zip(names, names[1:] + names[:1], strict=True))
        changed = []
        for id_, file in listing:
            other = following[file.category or ""]
            caption = f"a photo of a {other}"
            new = file.model_copy(update={"category": other, "caption": caption})
            changed.append((id_, new))
        engine.add_files(name, changed, refresh="wait_for")
        wanted = {(id_, file.uri): (file.category, file.caption) for id_, file in changed}
        there = {
            (id_, file.uri): (file.category, file.caption)
            for id_, files in engine.listing(name)
            for file in files
        }
    return len(listing), sum(there.get(key) == told for key, told in wanted.items())


def asked(
    verdict: Verdict, settings: Settings, qrels: Path, images: Path
) -> dict[str, dict[str, Any]]:
    """Evaluate in three ways: the collection's own images, images of a folder, the protocol.

    The protocol comes last: it takes in its images again, and with them their categories.
    """
    measures = [word for name in MEASURES for word in ("-m", name)]
    given = ("-c", NAME, "--qrels", qrels / "own.gz", *measures)
    files = ("-c", NAME, "--queries", images, "--qrels", qrels / "files.gz", *measures)
    ways: dict[str, tuple[str | Path, ...]] = {
        "its own images": given,
        "images of a folder": files,
        "the protocol": protocol(images),
    }
    return {way: evaluated(verdict, settings, *words)["classic"] for way, words in ways.items()}


def judged(verdict: Verdict, settings: Settings, folder: Path, images: Path) -> Path:
    """Write the judgements by category, as they are before anything is changed; return where."""
    ways: dict[str, list[str]] = {"own": [], "files": ["--queries", str(images)]}
    for name, queries in ways.items():
        words = ("-c", NAME, *queries, "--trec", str(folder / name))
        report = evaluated(verdict, settings, *words)["classic"]
        Path(report["trec"][1]).rename(folder / f"{name}.gz")
    return folder


def check_same(
    verdict: Verdict, settings: Settings, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """Check measures with their intervals, and the values of each query, of each way."""
    for way, report in before.items():
        first, then = Path(report["report"]), Path(after[way]["report"])
        figures = ", ".join(f"{k} {v['mean']:.4f}" for k, v in report["measures"].items())
        now = read_per_query(then)
        moved = sum(
            value != now[name][query]
            for name, values in read_per_query(first).items()
            for query, value in values.items()
        )
        same = first != then and report["measures"] == after[way]["measures"] and not moved
        verdict.check(
            same,
            f"{settings.engine}, {way}: {report['queries']} queries, {figures}; afterwards "
            f"{'the same' if same else after[way]['measures']}, values of queries that moved: "
            f"{moved}; {told(kept_run(first), kept_run(then))}",
        )


def told(before: Run, after: Run) -> str:
    """Return how far the hits themselves are from those before."""
    others = sum(
        [document for document, _distance in hits] != [document for document, _d in after[query]]
        for query, hits in before.items()
    )
    apart = max(
        abs(distance - dict(after[query]).get(document, distance))
        for query, hits in before.items()
        for document, distance in hits
    )
    return f"{others} of {len(before)} queries have hits in another order, distances within {apart:.0e}"


def main() -> None:
    """Measure, change, measure again."""
    verdict = Verdict("every caption and category of a collection changed: no figure changes")
    with scratch() as folder, elasticsearch(folder / "es") as server:
        images = unpacked("caltech101-mini", folder)
        for settings in both(folder, server.url):
            evaluated(verdict, settings, *protocol(images))
            qrels = judged(verdict, settings, folder / f"qrels-{settings.engine}", images)
            before = asked(verdict, settings, qrels, images)
            files, changed = change(settings, NAME)
            verdict.check(
                files == changed > 0,
                f"{settings.engine}: {changed} of {files} files have another category and caption",
            )
            words = ("search", "photo", "-c", NAME, "--by", "words", "--json")
            total = done(verdict, settings, *words)["total"]
            verdict.check(total == files, f"{settings.engine}: words find {total} by their caption")
            check_same(verdict, settings, before, asked(verdict, settings, qrels, images))
    verdict.close()


if __name__ == "__main__":
    main()
