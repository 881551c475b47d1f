"""How likely a hit is right by its distance: for pictures and for words, each by its own curve."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lookalike.core.vectors import Rows, unit_rows
from lookalike.encoders.base import Encoder
from lookalike.encoders.calibration import Calibration, Curve
from lookalike.encoders.rows import encode_all
from lookalike.training.mini.judge import Material
from lookalike.training.mini.panel import panel
from lookalike.training.mini.parts import BETWEEN
from lookalike.training.mini.shop import Shop
from lookalike.training.pictures import evenly

NEAREST = 50
MOST = 4000


def calibrated(shop: Shop, encoder: Encoder, material: Material) -> Calibration:
    """Return the curves of an encoder on named validation pictures: by example, and by name."""
    examples, texts = material.examples, material.texts
    is_named = texts.name_of[examples.labels] >= 0
    places = evenly(np.flatnonzero(examples.is_validation & is_named), MOST)
    shown = panel(shop, examples, places)
    rows = unit_rows(encode_all(encoder, shown.images))
    named = [examples.categories[label] for label in examples.labels[shown.places]]
    found = [category.partition(BETWEEN)[2] for category in named]
    asked = sorted(set(found))
    words = unit_rows(encoder.encode_words(asked))
    return Calibration(
        images=curve_of(*nearest_pairs(rows, found, rows, found, itself=True)),
        words=curve_of(*nearest_pairs(words, asked, rows, found, itself=False)),
    )


def curve_of(far: NDArray[np.floating], right: NDArray[np.bool_]) -> Curve:
    """Return the logistic curve that tells right from wrong by distance best (Platt, 1999)."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e6).fit(np.asarray(far, np.float64)[:, None], right)
    return Curve(slope=float(model.coef_[0, 0]), offset=float(model.intercept_[0]))


def nearest_pairs(
    queries: Rows, asked: Sequence[str], rows: Rows, found: Sequence[str], *, itself: bool
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return distances and whether right (n,) of the 50 rows nearest to each query.

    `asked` and `found` name what each is of; what has the same name is right. `itself`: the queries
    are the rows, and none finds itself. All rows at length one.
    """
    far = 1.0 - queries.astype(np.float64) @ rows.T.astype(np.float64)
    if itself:
        np.fill_diagonal(far, np.inf)
    nearest = np.argsort(far, axis=1, kind="stable")[:, : min(NEAREST, len(rows) - itself)]
    right = np.asarray(found)[nearest] == np.asarray(asked)[:, None]
    return np.take_along_axis(far, nearest, 1).ravel(), right.ravel()
