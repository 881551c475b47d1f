"""Drawings: the same for a seed everywhere, whole, and in the colours their captions name."""

import hashlib
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from lookalike.sources.drawn import DEMO_SEEDS, draw
from lookalike.sources.drawn.caption import caption
from lookalike.sources.drawn.palette import NAMED, distance, named, rgb_of
from lookalike.sources.drawn.plan import plan
from lookalike.sources.drawn.subjects import subjects

ROOT = Path(__file__).parents[2]
SUBJECTS = subjects()
NUMBER_OF = {subject.category: number for number, subject in enumerate(SUBJECTS)}


def seeds_of(category, count):
    """Return the first seeds that training might use whose drawing is of a category."""
    return range(NUMBER_OF[category], len(SUBJECTS) * count, len(SUBJECTS))


def digest(seed):
    return hashlib.sha256(draw(seed).image.tobytes()).hexdigest()


def test_a_seed_gives_the_same_picture_in_another_process():
    seeds = list(range(40, 52))
    code = (
        "import hashlib; from lookalike.sources.drawn import draw;"
        f"print([hashlib.sha256(draw(s).image.tobytes()).hexdigest() for s in {seeds[::-1]}])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str([digest(seed) for seed in reversed(seeds)])


def test_neighbouring_seeds_of_one_subject_differ():
    assert len({digest(seed) for seed in seeds_of("apple", 12)}) == 12


@pytest.mark.parametrize("category", sorted(NUMBER_OF))
def test_every_subject_draws(category):
    for seed in seeds_of(category, 20):
        drawing = draw(seed)
        tall, wide = drawing.image.shape[:2]
        assert drawing.category == category
        assert drawing.image.dtype == np.uint8
        assert drawing.image.shape[2] == 3
        assert 450 <= max(tall, wide) <= 640
        assert min(tall, wide) >= 240
        assert drawing.image.reshape(-1, 3).std(axis=0).max() > 4, f"{seed} is blank"


def test_the_demo_has_each_category_about_equally_often():
    of_demo = [plan(seed).subject.category for seed in DEMO_SEEDS]
    counts = [of_demo.count(category) for category in NUMBER_OF]
    assert len(of_demo) == 1500
    assert min(counts) >= 20
    assert max(counts) - min(counts) <= 1


def test_the_demo_keeps_to_seeds_that_nothing_is_trained_on():
    assert min(DEMO_SEEDS) == 1_000_000


def share_near(image, name):
    """Return the share of pixels close to one of the shades that go by a name."""
    small = cv2.resize(image, (80, 80), interpolation=cv2.INTER_AREA).astype(float)
    away = [np.linalg.norm(small - rgb_of(code), axis=2) for code in NAMED[name]]
    return float((np.min(away, axis=0) < 45).mean())


@pytest.mark.parametrize("category", ["stripes", "checks", "waves", "zigzag", "tiles", "rings"])
def test_the_colours_a_swatch_is_named_for_are_those_it_has(category):
    flat = [seed for seed in seeds_of(category, 40) if plan(seed).style == "flat"][:8]
    assert flat
    for seed in flat:
        drawing = draw(seed)
        shares = {name: share_near(drawing.image, name) for name in plan(seed).names}
        assert all(name in drawing.caption for name in shares), drawing.caption
        assert min(shares.values()) > 0.05, (drawing.caption, shares)
        assert sum(shares.values()) > 0.4, (drawing.caption, shares)


@pytest.mark.parametrize("category", ["apple", "car", "lemon", "house", "cup", "pumpkin"])
def test_the_colour_an_object_is_named_for_is_the_one_it_has(category):
    plain = [
        seed
        for seed in seeds_of(category, 60)
        if plan(seed).style == "flat" and plan(seed).light.name == "day"
    ][:6]
    assert plain
    for seed in plain:
        name = plan(seed).names[0]
        assert share_near(draw(seed).image, name) > 0.02, draw(seed).caption


def test_captions_read_as_people_search():
    captions = {caption(plan(seed)) for seed in DEMO_SEEDS}
    assert len(captions) > 1300
    assert all(text == " ".join(text.split()) and "{" not in text for text in captions)
    for phrase in (
        "red and white",
        "a watercolour of",
        "on a wooden table",
        "at night",
        "fish swimming to the left",
    ):
        assert any(phrase in text for text in captions), phrase


def test_no_shade_of_a_named_colour_strays_far_from_it():
    rng = np.random.default_rng(5)
    for name, codes in NAMED.items():
        for _ in range(20):
            rgb = named(name, rng).rgb
            assert min(distance(rgb, rgb_of(code)) for code in codes) < 14, name
