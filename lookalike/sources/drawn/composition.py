"""Where on the canvas: sizes, positions, poses and shadows of what is planned."""

from dataclasses import dataclass

import numpy as np

from lookalike.sources.drawn.canvas import Canvas
from lookalike.sources.drawn.palette import RGB, Rng, darker, lighter
from lookalike.sources.drawn.pen import FLAT, Pen, whole
from lookalike.sources.drawn.places import Place
from lookalike.sources.drawn.plan import Plan
from lookalike.sources.drawn.shapes import ellipse


@dataclass(frozen=True, slots=True)
class Pose:
    """Where one object is: its middle, half its width, in units of `whole`; degrees it is turned by."""

    x: float
    y: float
    size: float
    turn: float


def compose(canvas: Canvas, plan: Plan, rng: Rng) -> None:
    """Draw what is planned."""
    pen, subject = whole(canvas), plan.subject
    rgbs = [colour.rgb for colour in plan.colours]
    if plan.place is None:
        subject.paint(pen, rng, rgbs, plan.manner)
        return
    plan.place.paint(canvas, rng, plan.ground.rgb)
    for pose in _poses(canvas, plan, plan.place, rng):
        at = pen.at(pose.x, pose.y, pose.size, pose.turn, mirror=_is_mirrored(plan, rng))
        _cast(pen, pose, plan, plan.place)
        subject.paint(at, rng, [_varied(rgb, plan.count, rng) for rgb in rgbs], plan.manner)


def _is_mirrored(plan: Plan, rng: Rng) -> bool:
    """Say whether one object faces left; of those that go nowhere, not all look the same way."""
    differs = plan.count > 1 and not plan.subject.verb and rng.random() < 0.35
    return (plan.faces == "left") != differs


def _varied(rgb: RGB, count: int, rng: Rng) -> RGB:
    """Return nearly the same colour: no two apples are alike."""
    if count == 1:
        return rgb
    share = float(rng.uniform(-0.1, 0.12))
    return lighter(rgb, share) if share > 0 else darker(rgb, -share)


def _poses(canvas: Canvas, plan: Plan, place: Place, rng: Rng) -> list[Pose]:
    """Return poses, the farthest first; they keep inside the margins."""
    wide, tall = canvas.wide / canvas.short, canvas.tall / canvas.short
    size = 0.8 * min(wide, tall) * plan.size if plan.count == 1 else 0.0
    lean = plan.subject.lean if place.ground is None else min(plan.subject.lean, 6)
    spots = (
        _floating(plan, wide, tall) if place.ground is None else _standing(plan, place, wide, tall)
    )
    poses = []
    for x, y, room in spots:
        own = min((size or room * float(rng.uniform(0.88, 1.04))) * plan.subject.size, 0.86 * tall)
        across = max(0.0, wide - own * 1.03)
        at = float(np.clip(x + rng.uniform(-0.08, 0.08) * room, -across, across))
        if place.ground is None:
            up = max(0.0, tall - own * 1.1)
            middle = float(np.clip(y + rng.uniform(-0.2, 0.2) * room, -up, up))
        else:
            foot = y + float(rng.uniform(-0.02, 0.02)) * tall
            middle = max(foot - own * plan.subject.base, -tall + own * 1.02)
        poses.append(Pose(at, middle, own, float(rng.uniform(-lean, lean))))
    return poses


def _standing(
    plan: Plan, place: Place, wide: float, tall: float
) -> list[tuple[float, float, float]]:
    """Return (x, foot, room) of what stands on the ground, the farthest first.

    From three on every other one stands farther back, seen between those in front.
    """
    far, near = place.ground or (0.8, 0.9)
    slots = (np.arange(plan.count) + 0.5) / plan.count * 2 - 1
    room = min((1.06 if plan.count < 3 else 1.9) * wide / plan.count, 0.66 * tall, 0.8)
    front, back = [], []
    for number, slot in enumerate(slots):
        x = float(slot * wide * 0.94)
        if plan.count < 3:
            front.append((x, (far + near - 1) * tall, room))
        elif number % 2:
            back.append((x, (2 * far - 1.06) * tall, 0.82 * room))
        else:
            front.append((x, (2 * near - 0.96) * tall, room))
    return back + front


def _floating(plan: Plan, wide: float, tall: float) -> list[tuple[float, float, float]]:
    """Return (x, y, room) of what floats, in rows as the canvas suggests."""
    columns = int(np.clip(round((plan.count * wide / tall) ** 0.5), 1, plan.count))
    rows = -(-plan.count // columns)
    room = 0.98 * min(wide / columns, tall / rows, 0.9)
    spots = []
    for number in range(plan.count):
        row, column = divmod(number, columns)
        here = min(columns, plan.count - row * columns)
        x = ((column + 0.5) / here * 2 - 1) * wide * (0.92 if here == columns else 0.7)
        spots.append((x, ((row + 0.5) / rows * 2 - 1) * tall * 0.94, room))
    return spots


def _cast(pen: Pen, pose: Pose, plan: Plan, place: Place) -> None:
    """Cast the object's shadow: on the ground it stands on, or on the paper behind it."""
    strength, side = plan.light.shadow, plan.side
    foot = pose.y + pose.size * plan.subject.base
    if place.ground is None:
        return
    if not place.casts:
        pen.shadow(ellipse(pose.x, foot, pose.size * 0.8, pose.size * 0.1), 0.35, 0.02)
        return
    hard = 0.012 if plan.style == FLAT else 0.05
    reach = pose.size * 0.3 * -side
    outline = ellipse(pose.x + reach, foot, pose.size * 0.85, pose.size * 0.11)
    pen.shadow(outline, strength, hard)
