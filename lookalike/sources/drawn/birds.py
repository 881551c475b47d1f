"""Birds. All face right."""

# Every painter has the same parameters, whether it needs them or not:
# ruff: noqa: ARG001

from collections.abc import Sequence

import numpy as np

from lookalike.sources.drawn.palette import RGB, Rng, darker, lighter, mix
from lookalike.sources.drawn.pen import Pen
from lookalike.sources.drawn.pets import eye
from lookalike.sources.drawn.shapes import ellipse, mirrored, points, smooth
from lookalike.sources.drawn.subjects import thing

BEAK = (236, 160, 54)


@thing(
    "bird",
    "animals",
    "bird",
    "birds",
    colours=("red", "blue", "yellow", "turquoise", "orange", "pink", "grey"),
    second=("white", "cream", "yellow"),
    manners=("sitting", "flying"),
    places=("paper", "disc", "sky", "sky", "studio", "snow"),
    verb="looking",
    base=0.88,
    lean=8,
)
def bird(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a small bird, on its feet or with spread wings."""
    coat, breast = colours[0], mix(colours[0], colours[1], 0.7)
    is_flying = manner == "flying"
    tail = "-.4 .1, -.95 .2, -.9 .36, -.3 .36" if is_flying else "-.4 .1, -.95 .5, -.9 .66, -.3 .36"
    pen.fill(smooth(tail), darker(coat, 0.3), "flat")
    if is_flying:
        pen.fill(smooth("-.2 0, -.1 -.6, .2 -.9, .3 -.5, .2 0"), darker(coat, 0.3), "flat")
    else:
        for leg in ("-.05 .5, -.03 .84, .07 .88", ".12 .5, .14 .84, .24 .88"):
            pen.line(smooth(leg, closed=False), (176, 112, 60), 0.035)
    pen.fill(points(".72 -.32, .98 -.2, .7 -.14"), BEAK, "flat")
    pen.fill(
        smooth(
            "-.55 .24, -.2 -.14, .24 -.46, .54 -.54, .76 -.34, .72 -.06, .54 .34, .16 .6, -.3 .52"
        ),
        coat,
    )
    pen.fill(smooth(".66 -.1, .6 .24, .22 .54, -.14 .5, .2 .3, .44 0"), breast, "flat", edge=False)
    wing = "-.68 .5, -.36 .06, .06 -.1, .26 .08, .1 .34, -.26 .46"
    if is_flying:
        wing = "-.28 .1, -.5 -.5, -.34 -.95, 0 -.6, .26 .06, 0 .2"
    pen.fill(smooth(wing), darker(coat, 0.16), "flat")
    eye(pen, 0.54, -0.3, 0.06)


@thing(
    "duck",
    "animals",
    "duck",
    "ducks",
    colours=("yellow", "white", "brown"),
    places=("water", "water", "water", "paper", "disc"),
    base=0.5,
    size=0.9,
    verb="swimming",
)
def duck(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a swimming duck."""
    coat = colours[0]
    head = coat if coat[0] > 150 else mix(coat, (40, 110, 80), 0.6)
    pen.fill(smooth(".74 -.5, 1 -.42, .98 -.34, .72 -.3"), BEAK, "flat")
    pen.fill(
        smooth(
            "-.95 -.12, -.7 .02, 0 -.1, .26 -.2, .26 -.5, .46 -.72, .72 -.62, "
            ".76 -.36, .6 -.2, .72 .1, .6 .4, .1 .52, -.5 .46, -.8 .2"
        ),
        coat,
    )
    pen.fill(ellipse(0.54, -0.46, 0.25, 0.24), head, edge=False)
    pen.fill(smooth("-.62 .1, -.2 -.02, .26 .06, .1 .32, -.34 .34"), darker(coat, 0.14), "flat")
    eye(pen, 0.6, -0.52, 0.05)


@thing(
    "owl",
    "animals",
    "owl",
    "owls",
    colours=("brown", "grey", "beige", "white", "purple"),
    second=("cream", "white"),
    places=("studio", "disc", "paper", "snow", "meadow"),
    base=0.92,
    most=3,
)
def owl(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw an owl that looks at us."""
    coat = colours[0]
    for side in (-1, 1):
        pen.fill(
            points([(side * 0.16, -0.66), (side * 0.5, -0.95), (side * 0.54, -0.48)]),
            darker(coat, 0.1),
            "flat",
        )
    pen.fill(mirrored("0 -.72, .4 -.74, .6 -.44, .62 .1, .56 .6, .3 .88, 0 .92"), coat)
    belly = mix(coat, colours[1], 0.7)
    pen.fill(mirrored("0 -.1, .32 0, .4 .4, .24 .8, 0 .86"), belly, "flat", edge=False)
    for row in range(4):
        for x in np.arange(-0.24 + 0.04 * row, 0.26 - 0.04 * row, 0.16):
            pen.line(
                smooth(
                    [
                        (x - 0.05, 0.14 + row * 0.17),
                        (x, 0.2 + row * 0.17),
                        (x + 0.05, 0.14 + row * 0.17),
                    ],
                    closed=False,
                ),
                darker(coat, 0.2),
                0.025,
            )
    for side in (-1, 1):
        pen.fill(
            smooth(
                [(side * 0.56, -0.1), (side * 0.7, 0.3), (side * 0.52, 0.74), (side * 0.4, 0.3)]
            ),
            darker(coat, 0.26),
            "flat",
        )
        pen.fill(ellipse(side * 0.25, -0.38, 0.26), lighter(coat, 0.5), "flat")
        eye(pen, side * 0.23, -0.38, 0.16, (238, 180, 60))
        pen.fill(ellipse(side * 0.18, 0.92, 0.13, 0.06), BEAK, "flat")
    pen.fill(points("-.08 -.3, .08 -.3, 0 -.12"), BEAK, "flat")


@thing(
    "penguin",
    "animals",
    "penguin",
    "penguins",
    colours=("black", "navy", "grey"),
    places=("snow", "snow", "snow", "disc", "paper"),
    base=0.94,
)
def penguin(pen: Pen, rng: Rng, colours: Sequence[RGB], manner: str) -> None:
    """Draw a penguin on its feet."""
    coat = colours[0]
    for side in (-1, 1):
        pen.fill(ellipse(side * 0.2, 0.9, 0.2, 0.07), BEAK, "flat")
        pen.fill(
            smooth(
                [
                    (side * 0.36, -0.3),
                    (side * 0.5, -0.2),
                    (side * 0.7, 0.3),
                    (side * 0.58, 0.4),
                    (side * 0.4, 0.16),
                ]
            ),
            darker(coat, 0.15),
            "flat",
        )
    pen.fill(mirrored("0 -.95, .24 -.88, .33 -.6, .4 -.24, .5 .24, .42 .7, .2 .9, 0 .92"), coat)
    pen.fill(
        mirrored("0 -.26, .22 -.24, .36 .2, .32 .64, .14 .86, 0 .88"),
        (248, 246, 240),
        "round",
        edge=False,
    )
    for side in (-1, 1):
        pen.mark(ellipse(side * 0.14, -0.62, 0.13, 0.16), (248, 246, 240))
        eye(pen, side * 0.12, -0.64, 0.05)
    pen.fill(points("-.09 -.56, .09 -.56, .02 -.42"), BEAK, "flat")
    pen.mark(ellipse(0, -0.28, 0.24, 0.06), (240, 190, 80))
