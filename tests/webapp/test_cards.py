import re
from pathlib import Path

import pytest

from lookalike.core.document import Document, FileEntry
from lookalike.search.query import Hit
from webapp.cards import NARROWEST, STEP, WIDEST, cards_of, shape_of, tile_of
from webapp.forms import Asked


@pytest.mark.parametrize(
    ("size", "shape"),
    [
        ((100, 100), "r0"),
        ((102, 100), "r1"),
        ((150, 100), "r20"),  # 1.02 ** 20 = 1.486, 1.02 ** 21 = 1.516: 20.47 is nearer to 20
        ((100, 150), "r-20"),
        ((1000, 100), "r116"),
        ((4000, 100), "r151"),
        ((100, 4000), "r-35"),
        ((0, 0), "r0"),
    ],
)
def test_proportions_become_a_class(size, shape):
    assert shape_of(*size) == shape


def test_the_style_sheet_knows_every_class_of_proportions(app):
    sheet = (Path(app.static_folder) / "proportions.css").read_text(encoding="utf-8")
    rules = {int(n): float(r) for n, r in re.findall(r"\.r(-?\d+) \{ --r: ([0-9.]+); \}", sheet)}
    assert set(rules) == set(range(NARROWEST, WIDEST + 1))
    for n, ratio in rules.items():
        assert ratio == pytest.approx(STEP**n, abs=1e-4)


def hit(distance):
    document = Document(id="a" * 64, files=(FileEntry(uri="file:///a", size=1),))
    return Hit(1, document.id, 1.0, distance, (), document)


def test_a_full_bar_is_1_for_cosine_and_the_largest_distance_for_l2(app):
    with app.test_request_context():
        hits = [hit(0.5), hit(40.0), hit(None)]
        assert {card.scale for card in cards_of("gallery", hits, Asked(), "cosine")} == {1.0}
        assert {card.scale for card in cards_of("gallery", hits, Asked(), "l2")} == {40.0}
        assert {card.scale for card in cards_of("gallery", [hit(0.0)], Asked(), "l2")} == {1.0}


def test_a_colour_waits_for_a_picture_that_fills_its_place(app):
    with app.test_request_context():
        for width, colour in ((300, "#102030"), (2500, "")):
            document = Document(id="a" * 64, width=width, height=100, colours=("#102030",))
            assert tile_of("gallery", document, Asked()).colour == colour


def test_a_picture_without_size_name_and_colour_is_shown(app):
    with app.test_request_context():
        [card] = cards_of("gallery", [hit(0.1)], Asked(), "cosine")
    assert (card.tile.shape, card.tile.colour, card.tile.name) == ("r0", "", "")
