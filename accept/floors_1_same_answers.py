"""caltech101-mini on both engines: the same documents, the same top 10, each image first."""

import random
from pathlib import Path

from accept.places import (
    ENGINES,
    elasticsearch,
    lookalike,
    scratch,
    settings_for,
    unpacked,
)
from accept.verdict import Verdict
from lookalike.core.settings import Settings
from lookalike.search.engines import open_engine
from lookalike.search.query import Page, Query, QueryTerm
from lookalike.search.service import SearchService

QUERIES = 50
TOP = 10
SEED = 20261120
NEARLY = 1e-5


def answers(settings: Settings, images: list[Path]) -> tuple[list[Page], int, int, int]:
    """Return the answers to `images`, the documents, the categories, and who found itself first."""
    engine = open_engine(settings)
    service = SearchService(engine, settings)
    try:
        pages = [
            service.search(Query("caltech", (QueryTerm("file", path.read_bytes()),), size=TOP))
            for path in images
        ]
        ids = [document_id for document_id, _files in engine.listing("caltech")]
        first = 0
        for document_id in ids:
            query = Query("caltech", (QueryTerm("id", document_id),), size=1)
            [hit] = service.search(query).hits
            first += hit.id == document_id and hit.distance is not None and hit.distance <= 1e-3
        categories = engine.facets("caltech", ["category"], size=1000)["category"]
        return pages, len(ids), len(categories), first
    finally:
        engine.close()


def same(one: Page, other: Page) -> bool:
    """Say whether two answers hold the same ids, but for hits within 1e-5 of each other."""
    near = {hit.id: hit.distance or 0.0 for hit in (*one.hits, *other.hits)}
    pairs = zip(one.hits, other.hits, strict=True)
    return all(a.id == b.id or abs(near[a.id] - near[b.id]) <= NEARLY for a, b in pairs)


def main() -> None:
    """Ingest, ask, compare."""
    verdict = Verdict(
        "caltech101-mini on both engines: 1,400 documents, 100 categories, the same top 10 for "
        "50 random queries, each image finds itself first"
    )
    with scratch() as folder, elasticsearch(folder / "es") as server:
        source = unpacked("caltech101-mini", folder)
        images = random.Random(SEED).sample(sorted(source.rglob("*.jpg")), QUERIES)
        by_engine = {}
        for name in ENGINES:
            settings = settings_for(name, folder / name, server.url)
            status, report = lookalike(settings, "ingest", str(source), "-c", "caltech", "--json")
            verdict.check(
                status == 0, f"{name}: ingest: status {status}, {report['rate']} images/s"
            )
            pages, documents, categories, first = answers(settings, images)
            verdict.check(documents == 1400, f"{name}: {documents} documents")
            verdict.check(categories == 100, f"{name}: {categories} categories")
            verdict.check(
                first == documents, f"{name}: {first} of {documents} find themselves first"
            )
            by_engine[name] = pages
        pairs = zip(by_engine["embedded"], by_engine["elasticsearch"], strict=True)
        equal = sum(same(one, other) for one, other in pairs)
        verdict.check(equal == QUERIES, f"{equal} of {QUERIES} queries with the same top {TOP}")
    verdict.close()


if __name__ == "__main__":
    main()
