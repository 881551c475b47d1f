"""Animals on four legs. All face right."""

# Every painter has the same parameters, whether it needs them or not:
# ruff: noqa: ARG001

from collections.abc import Sequence

from lookalike.sources.drawn.palette import RGB, Rng, darker, lighter, mix
from lookalike.sources.drawn.pen import Pen
from lookalike.sources.drawn.shapes import Points, band, ellipse, mirrored, points, smooth
from lookalike.sources.drawn.subjects import thing

DARK = (40, 34, 38)
_FUR = ("black", "white", "orange", "grey", "brown", "cream")
_HOME = ("studio", "studio", "meadow", "table", "disc", "paper")


def eye(pen: Pen, x: float, y: float, size: float, iris: RGB = DARK) -> None:
    """Draw an eye with a light in it."""
    pen.mark(ellipse(x, y, size), iris)
    pen.mark(ellipse(x, y, size * 0.62, size * 0.72), DARK)
    pen.mark(ellipse(x + size * 0.25, y - size * 0.35, size * 0.28), (255, 255, 255))


def _tail(path: Sequence[tuple[float, float]], thick: float) -> Points:
    return band(smooth(path, closed=False), thick)


@thing(
    "cat",
    "animals",
    "cat",
    "cats",
    colours=_FUR,
    manners=("sitting", "sitting", "walking", "sleeping"),
    places=_HOME,
    base=0.92,
    most=3,
)
def cat(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a cat that sits, walks or sleeps."""
    fur = colours[0]
    if manner == "sleeping":
        pen.fill(smooth("-.85 .6, -.7 .12, -.1 -.1, .5 .08, .85 .5, .6 .9, -.6 .92"), fur)
        pen.fill(
            _tail([(-0.78, 0.66), (-0.5, 0.86), (0, 0.84), (0.3, 0.8)], 0.085), darker(fur, 0.15)
        )
        _cat_head(pen.at(0.5, 0.5, 0.72, 8), fur, rng, is_asleep=True)
        return
    if manner == "walking":
        pen.fill(
            _tail([(-0.6, 0.16), (-0.86, -0.1), (-0.84, -0.5), (-0.7, -0.66)], 0.06),
            darker(fur, 0.1),
        )
        for x, tone in ((-0.42, 0.2), (0.22, 0.2), (-0.56, 0), (0.36, 0)):
            leg = [
                (x - 0.1, 0.2),
                (x + 0.12, 0.2),
                (x + 0.08, 0.84),
                (x + 0.14, 0.92),
                (x - 0.07, 0.92),
            ]
            pen.fill(smooth(leg), darker(fur, tone))
        pen.fill(
            smooth("-.68 .2, -.5 -.08, 0 -.06, .42 -.1, .54 .2, .34 .44, -.1 .42, -.52 .46"), fur
        )
        _cat_head(pen.at(0.56, -0.2, 0.66), fur, rng)
        return
    pen.fill(
        _tail([(-0.2, 0.84), (-0.62, 0.84), (-0.78, 0.56), (-0.66, 0.3)], 0.07), darker(fur, 0.12)
    )
    pen.fill(smooth("-.02 -.22, .26 0, .34 .5, .36 .9, -.3 .92, -.5 .66, -.4 .24, -.2 -.1"), fur)
    pen.fill(smooth(".1 .2, .28 .3, .3 .84, .36 .92, .1 .92, .12 .6"), lighter(fur, 0.08))
    pen.fill(smooth("-.44 .62, -.2 .5, -.06 .7, -.04 .9, -.36 .92"), darker(fur, 0.06))
    _cat_head(pen.at(0.06, -0.42), fur, rng)


def _cat_head(pen: Pen, fur: RGB, rng: Rng, *, is_asleep: bool = False) -> None:
    for side in (-1, 1):
        pen.fill(
            points([(side * 0.12, -0.3), (side * 0.34, -0.56), (side * 0.4, -0.12)]), fur, "flat"
        )
        pen.mark(
            points([(side * 0.2, -0.3), (side * 0.32, -0.46), (side * 0.35, -0.2)]), (230, 160, 160)
        )
    pen.fill(mirrored("0 -.34, .22 -.32, .42 -.1, .42 .12, .2 .32, 0 .34"), fur)
    for side in (-1, 1):
        pen.mark(ellipse(side * 0.08, 0.14, 0.12, 0.09), lighter(fur, 0.4))
        if is_asleep:
            pen.line(
                smooth([(side * 0.1, 0), (side * 0.18, 0.05), (side * 0.26, 0)], closed=False),
                DARK,
                0.025,
            )
        else:
            eye(
                pen,
                side * 0.18,
                -0.02,
                0.075,
                ((150, 180, 80), (220, 180, 70), (110, 160, 190))[int(fur[0]) % 3],
            )
        for lift in (-0.04, 0.03):
            pen.line(
                points([(side * 0.16, 0.14), (side * 0.52, 0.12 + lift)]),
                mix(fur, (128, 128, 128), 0.6),
                0.01,
            )
    pen.mark(points("-.045 .07, .045 .07, 0 .12"), (206, 112, 116))


@thing(
    "dog",
    "animals",
    "dog",
    "dogs",
    colours=("brown", "black", "white", "beige", "grey", "mustard"),
    second=("red", "blue", "green", "yellow"),
    manners=("standing", "standing", "sitting"),
    places=("studio", "meadow", "meadow", "disc", "beach", "street"),
    base=0.92,
    most=3,
)
def dog(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a dog with a collar."""
    fur, ear = colours[0], darker(colours[0], 0.4)
    if manner == "sitting":
        pen.fill(_tail([(-0.3, 0.8), (-0.64, 0.7), (-0.76, 0.44)], 0.06), fur)
        pen.fill(smooth(".02 -.24, .28 0, .34 .4, .3 .9, -.4 .92, -.5 .6, -.3 .2"), fur)
        pen.fill(smooth(".14 .2, .32 .3, .3 .8, .42 .92, .12 .92, .14 .6"), lighter(fur, 0.1))
        head = pen.at(0.14, -0.42)
    else:
        pen.fill(_tail([(-0.6, 0.0), (-0.82, -0.2), (-0.86, -0.48)], 0.055), fur)
        for x, tone in ((-0.36, 0.22), (0.2, 0.22), (-0.52, 0), (0.36, 0)):
            pen.fill(
                smooth(
                    [
                        (x - 0.11, 0.1),
                        (x + 0.12, 0.1),
                        (x + 0.07, 0.82),
                        (x + 0.16, 0.92),
                        (x - 0.07, 0.92),
                    ]
                ),
                darker(fur, tone),
            )
        pen.fill(
            smooth("-.66 .1, -.5 -.14, 0 -.1, .4 -.18, .52 .1, .36 .38, -.06 .28, -.5 .38"), fur
        )
        pen.fill(smooth(".24 -.1, .34 -.44, .62 -.4, .54 .06, .4 .2"), fur, edge=False)
        head = pen.at(0.5, -0.46, 0.92)
    head.fill(smooth("-.24 .2, .18 .28, .16 .4, -.22 .32"), colours[1], "flat")
    head.fill(
        smooth("-.3 -.06, -.16 -.34, .12 -.34, .28 -.14, .6 -.04, .62 .14, .3 .24, -.1 .28"), fur
    )
    head.fill(smooth("-.1 -.3, -.3 -.26, -.4 .1, -.24 .3, -.08 .08"), ear, "flat")
    head.mark(ellipse(0.6, -0.03, 0.075, 0.06), DARK)
    head.line(smooth(".56 .12, .44 .14, .34 .1", closed=False), darker(fur, 0.5), 0.018)
    eye(head, 0.16, -0.1, 0.055)


@thing(
    "rabbit",
    "animals",
    "rabbit",
    "rabbits",
    colours=("white", "brown", "grey", "beige", "black"),
    places=("meadow", "meadow", "snow", "studio", "disc"),
    base=0.92,
    most=4,
)
def rabbit(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a crouching rabbit."""
    fur = colours[0]
    pen.fill(ellipse(-0.72, 0.52, 0.17), lighter(fur, 0.5))
    for x, turn, tone in ((0.16, -12, 0.14), (0.32, 4, 0)):
        at = pen.at(x, -0.2, 1, turn)
        at.fill(ellipse(0, -0.4, 0.11, 0.4), darker(fur, tone))
        at.mark(ellipse(0.01, -0.38, 0.05, 0.29), (228, 164, 168))
    pen.fill(smooth("-.72 .6, -.62 .14, -.2 -.02, .24 .16, .44 .5, .4 .9, -.56 .92"), fur)
    pen.fill(smooth("-.5 .7, -.3 .4, 0 .5, .06 .84, .2 .93, -.4 .93"), darker(fur, 0.1))
    pen.fill(smooth(".3 .5, .48 .56, .44 .84, .56 .93, .28 .93"), lighter(fur, 0.06))
    pen.fill(smooth(".04 0, .22 -.26, .5 -.22, .72 .06, .64 .24, .3 .3, .1 .2"), fur)
    eye(pen, 0.42, -0.02, 0.06)
    pen.mark(ellipse(0.7, 0.07, 0.04, 0.03), (206, 112, 116))
