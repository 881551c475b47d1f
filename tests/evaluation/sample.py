"""A report as an evaluation would write it, in any size, with drawn pictures."""

import hashlib
from datetime import UTC, datetime

import cv2
import numpy as np

from lookalike.evaluation.report_model import Report

MEASURES = ("AP@100", "P@10", "nDCG@10", "RR")


def webp(colour, width=60, height=40):
    """Return a WebP of one colour and its sha256, its name in a report."""
    data = cv2.imencode(".webp", np.full((height, width, 3), colour, np.uint8))[1].tobytes()
    return hashlib.sha256(data).hexdigest(), data


def report_of(names=("cat", "dog", "fish"), **changes):
    """Return a report over categories of these names; `changes` replace fields of its JSON."""
    count = len(names)
    figures = {
        "schema": 1,
        "id": "20261121-130500-classic",
        "title": "Sample",
        "collection": "gallery",
        "uid": "u1",
        "engine": "embedded",
        "encoder": {"id": "classic", "fingerprint": "ab" * 32, "dims": 576, "metric": "cosine"},
        "queries": 20 * count,
        "left_out": 1,
        "documents": 1500,
        "depth": 100,
        "measures": [
            {"name": name, "mean": 0.5 - place / 10, "low": 0.45 - place / 10, "high": 0.56}
            for place, name in enumerate(MEASURES)
        ],
        "categories": [
            {
                "name": name,
                "queries": 20,
                "measures": dict.fromkeys(MEASURES, (place + 1) / count),
            }
            for place, name in reversed(list(enumerate(names)))
        ],
        "precision_recall": {
            "recall": [place / 10 for place in range(11)],
            "precision": [1 - place / 12 for place in range(11)],
        },
        "distances": {
            "edges": [place / 10 for place in range(11)],
            "relevant": [0, 8, 12, 6, 3, 1, 0, 0, 0, 0],
            "other": [0, 0, 10, 40, 90, 160, 120, 60, 20, 0],
        },
        "confusion": {"categories": list(names), "shares": shares_of(count)},
        "worst": [],
        "made_at": datetime(2026, 11, 21, 13, 5, tzinfo=UTC).isoformat(),
        "seconds": 83.2,
        "command": "lookalike evaluate -c gallery -e classic",
        "seed": 0,
        "made_with": "0.1.0",
        "versions": {"ir_measures": "0.4.3", "numpy": "2.3.5"},
    }
    return Report.model_validate({**figures, **changes})


def shares_of(count):
    """Return a matrix whose rows sum to 1: most on the diagonal, some on the next column."""
    if count == 1:
        return [[1.0]]
    row = [0.7, 0.2, *[0.1 / (count - 2)] * (count - 2)] if count > 2 else [0.8, 0.2]
    return [[row[(x - y) % count] for x in range(count)] for y in range(count)]


def query(name, category="cat", picture=None, hits=()):
    """Return one of the worst queries; `hits`: (category, distance, whether relevant, picture)."""
    found = [
        {
            "id": f"{place:064x}",
            "name": f"{known} {place}.jpg",
            "category": known,
            "distance": distance,
            "relevant": is_relevant,
            "picture": shown,
        }
        for place, (known, distance, is_relevant, shown) in enumerate(hits)
    ]
    measures = {"AP@100": 0.0, "P@10": 0.0}
    return {"query": name, "name": name, "category": category, "picture": picture,
            "measures": measures, "hits": found}  # fmt: skip
