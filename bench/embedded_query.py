"""A query of the embedded engine against the bare product of numpy, in alternation in one process.

    python bench/embedded_query.py [--rows 100000] [--dims 512] [--rounds 60]

The bare side is `matrix @ query` and `argpartition` on an array in memory; the engine's side is
`knn` with all it does: the state of the field, the scan of the map, exact distances, ids. Prints
medians in milliseconds and their ratio as JSON.
"""

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np

from lookalike.core.document import Document, FileEntry
from lookalike.core.vectors import unit_rows
from lookalike.search.embedded.engine import EmbeddedEngine
from lookalike.search.engine import Item, VectorField

BATCH = 5000


def main():
    """Fill a collection, measure both sides in turn, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--dims", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=60)
    asked = parser.parse_args()
    random = np.random.default_rng(1)
    matrix = unit_rows(random.normal(size=(asked.rows, asked.dims)).astype(np.float32))
    queries = unit_rows(random.normal(size=(asked.rounds, asked.dims)).astype(np.float32))
    field = VectorField("v_bench_00000000", "bench", asked.dims, "cosine", "0" * 64)
    with tempfile.TemporaryDirectory() as folder:
        engine = EmbeddedEngine(Path(folder))
        engine.create("bench", [field])
        started = time.perf_counter()
        fill(engine, field.name, matrix)
        figures = {"rows": asked.rows, "dims": asked.dims}
        figures["put_rows_per_second"] = round(asked.rows / (time.perf_counter() - started))
        for k in (10, 500):
            figures[f"k={k}"] = compare(engine, field.name, matrix, queries, k)
        engine.close()
    print(json.dumps(figures, indent=1))


def fill(engine, field, matrix):
    """Put every row as a document of its own, as an ingest would."""
    for start in range(0, len(matrix), BATCH):
        items = [
            Item(document(number), {field: row})
            for number, row in enumerate(matrix[start : start + BATCH], start)
        ]
        written = engine.put("bench", items)
        assert all(one.outcome == "created" for one in written)


def document(number):
    """Return a document such as an ingest makes, with its number as id."""
    file = FileEntry(
        uri=f"file:///bench/{number % 100}/{number}.jpg",
        size=1000,
        folder=str(number % 100),
        filename=f"{number}.jpg",
        category=f"class {number % 100}",
    )
    return Document.model_validate({"id": f"{number:064x}", "files": [file]})


def plain(matrix, query, k):
    """Return the rows with the largest products, in no order: the least any exact search does."""
    return np.argpartition(matrix @ query, -k)[-k:]


def compare(engine, field, matrix, queries, k):
    """Time both sides in turn, after one round that counts for neither."""
    bare, ours = [], []
    for turn, query in enumerate(queries):
        sides = [(bare, lambda q=query: plain(matrix, q, k))]
        sides.append((ours, lambda q=query: engine.knn("bench", field, q[None], k)[0]))
        answers = {}
        for times, search in sides[:: 1 if turn % 2 else -1]:  # neither side always comes first
            started = time.perf_counter()
            answers[id(times)] = search()
            if turn:
                times.append((time.perf_counter() - started) * 1000)
        assert {int(hit.id, 16) for hit in answers[id(ours)]} == set(answers[id(bare)].tolist())
    medians = statistics.median(bare), statistics.median(ours)
    return {
        "numpy_ms": round(medians[0], 2),
        "engine_ms": round(medians[1], 2),
        "ratio": round(medians[1] / medians[0], 2),
    }


if __name__ == "__main__":
    main()
