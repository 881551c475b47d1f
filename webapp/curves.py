"""The curves of a training as its page draws them: shares of a plot's height, and a table of figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from lookalike.encoders.curves import Epoch
from lookalike.evaluation.plots import end_of_axis, rounded_up

POINTS = 400
"""Points of a drawn curve at most: more than one to a unit of its plot are not seen."""

ROWS = 40
"""Rows of the table of figures at most."""

FLAT = 1e-6


@dataclass(frozen=True, slots=True)
class Plot:
    """One curve. `points`: epoch and share of the height, 0 at the `bottom` of its axis, 1 at the `top`;
    `end`: of the axis of epochs, which begins at 0; `marked`: the point that is told of.
    """

    points: Sequence[tuple[int, float]]
    end: int
    bottom: float
    top: float
    marked: tuple[int, float]


@dataclass(frozen=True, slots=True)
class Trained:
    """How a training went. `validation`, `best`: None where nothing was tried on a validation share.

    `best`: the epoch with the highest validation figure; `last`: the last one; `rows`: all epochs,
    or some that are spread over them with `last` and `best` among them; `epochs`: how many there are.
    """

    epochs: int
    loss: Plot
    validation: Plot | None
    best: Epoch | None
    last: Epoch
    rows: Sequence[Epoch]


def trained_of(curves: Sequence[Epoch]) -> Trained | None:
    """Return how a training went, None where there are no epochs."""
    if not curves:
        return None
    tried = [(each.epoch, each.validation) for each in curves if each.validation is not None]
    best = max((each for each in curves if each.validation is not None), key=_good, default=None)
    spread = [curves[place] for place in _spread(len(curves), ROWS)]
    shown = {each.epoch: each for each in (*spread, best) if each}
    losses = [(each.epoch, each.loss) for each in curves]
    return Trained(
        epochs=len(curves),
        loss=_loss(losses, curves[-1].epoch),
        validation=_validation(tried, curves[-1].epoch, best.epoch) if best else None,
        best=best,
        last=curves[-1],
        rows=[shown[epoch] for epoch in sorted(shown)],
    )


def _good(epoch: Epoch) -> float:
    return -1.0 if epoch.validation is None else epoch.validation


def _loss(points: Sequence[tuple[int, float]], end: int) -> Plot:
    values = [value for _epoch, value in points]
    low, high = min(values), max(values)
    bottom = -rounded_up(-low) if low < -FLAT else 0.0
    top = rounded_up(high) if high > FLAT else 0.0 if bottom else 1.0
    return _plot(points, end, bottom, top, end)


def _validation(points: Sequence[tuple[int, float]], end: int, marked: int) -> Plot:
    return _plot(points, end, 0.0, end_of_axis(max(value for _epoch, value in points)), marked)


def _plot(
    points: Sequence[tuple[int, float]], end: int, bottom: float, top: float, marked: int
) -> Plot:
    shares = {epoch: (value - bottom) / (top - bottom) for epoch, value in points}
    listed = list(shares.items())
    return Plot(
        points=[listed[place] for place in _spread(len(listed), POINTS)],
        end=end,
        bottom=bottom,
        top=top,
        marked=(marked, shares[marked]),
    )


def _spread(count: int, most: int) -> list[int]:
    """Return at most so many places of `count`, evenly spread, the first and the last among them."""
    if count <= most:
        return list(range(count))
    return [place * (count - 1) // (most - 1) for place in range(most)]
