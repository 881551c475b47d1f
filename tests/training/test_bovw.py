"""A vocabulary from pictures: no labels, any order, the same for a seed, and a sentence for too few."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from lookalike.core.errors import BadRequest, Conflict
from lookalike.core.settings import settings
from lookalike.core.vectors import unit_rows
from lookalike.encoders.bundle import read_bundle
from lookalike.encoders.registry import load_encoder
from lookalike.encoders.visual_words import Vocabulary
from lookalike.encoders.word_blocks import Colour, Keypoints, Sees
from lookalike.imaging import Limits, is_candidate
from lookalike.sources.labelled import labelled_at
from lookalike.training.bovw import BovwRecipe, fit, some, train_bovw
from lookalike.training.vocabulary import Learn, idf
from tests.encoders.drawings import drawn, plain
from tests.encoders.words import recipe

SMALL = recipe(Sees(dense=None, keypoints=None, colour=Colour(step=6), side=32))


def png(image):
    return cv2.imencode(".png", image[:, :, ::-1])[1].tobytes()


@pytest.fixture
def folder(tmp_path):
    """Fourteen drawn pictures, half of them in a folder, and one of them twice."""
    root = tmp_path / "pictures"
    (root / "half").mkdir(parents=True)
    for number in range(14):
        place = root / "half" if number % 2 else root
        (place / f"{number}.png").write_bytes(png(drawn(40, 30 + number, 3 * number)))
    (root / "again.png").write_bytes(png(drawn(40, 30, 0)))
    return root


def listed(folder):
    return list(labelled_at(folder, is_candidate=is_candidate))


def trained(items, name="w", **known):
    given = {"source": "drawn", "data_folder": settings().data, "limits": Limits(), "recipe": SMALL}
    return train_bovw(items, name=name, **(given | known))


def test_a_plain_folder_gives_an_encoder_like_any_other(folder):
    fitted = trained(listed(folder))

    encoder = load_encoder("bovw:w")
    rows = unit_rows(encoder.encode_images([drawn(40, 30, 0), drawn(44, 30, 1), drawn(40, 30, 21)]))
    card = read_bundle(settings().data, "bovw:w").card
    assert encoder.fingerprint == fitted.bundle.card.fingerprint
    assert fitted.refused == ()
    assert card.data["images"] == 14
    assert card.data["source"] == "drawn"
    assert card.recipe["seed"] == 0
    assert rows[0] @ rows[1] > rows[0] @ rows[2]


def test_the_same_images_and_seed_give_the_same_bundle_in_any_order(folder):
    items = listed(folder)
    first = trained(items, "first").bundle.card
    again = trained(items[::-1], "again").bundle.card
    other = trained(items, "other", seed=1).bundle.card

    assert first.fingerprint == again.fingerprint
    assert first.fingerprint != other.fingerprint


def test_labels_change_nothing(folder):
    items = listed(folder)
    changed = [replace(each, category="all the same", captions=("a", "b")) for each in items]

    assert (
        trained(items, "first").bundle.card.fingerprint
        == trained(changed, "again").bundle.card.fingerprint
    )


def test_what_a_csv_calls_test_is_not_learned_from(folder):
    split = [
        replace(each, split="test" if each.name in {"2.png", "4.png", "again.png"} else "train")
        for each in listed(folder)
    ]

    # `again.png` is `0.png` once more.
    assert trained(split).bundle.card.data["images"] == 11


def test_an_image_that_cannot_be_read_is_left_out_and_named(folder):
    (folder / "broken.png").write_bytes(png(drawn(40, 40, 1))[:60])

    fitted = trained(listed(folder))

    [(name, reason)] = fitted.refused
    assert name == "broken.png"
    assert "broken.png" in reason


def test_at_most_so_many_images_are_read_whatever_the_order(folder):
    items = listed(folder)
    read = []

    def watched(each):
        def noted(limit):
            read.append(each.uri)
            return each.read(limit)

        return replace(each, read=noted)

    drawn_first = [each.uri for each in some(items, 11, seed=4)]
    trained(map(watched, items), recipe=replace(SMALL, images=11), seed=4)

    assert sorted(read) == sorted(drawn_first)
    assert drawn_first == [each.uri for each in some(items[::-1], 11, seed=4)]
    assert drawn_first != [each.uri for each in some(items, 11, seed=5)]


def test_too_few_images_are_a_sentence(folder):
    items = listed(folder)

    with pytest.raises(BadRequest, match=r"3 images can be read, .* 10 at least"):
        trained(items[:3])


def test_too_few_readable_images_are_a_sentence_with_the_first_reason(tmp_path):
    for number in range(12):
        (tmp_path / f"{number:02}.png").write_bytes(png(drawn(40, 40, number))[:60])

    with pytest.raises(BadRequest, match=r"^DATA: 0 images .*12 were refused, the first: 00\.png"):
        trained(listed(tmp_path))


def test_a_name_that_is_taken_is_refused_before_anything_is_read(folder):
    trained(listed(folder))

    def reads():
        raise AssertionError
        yield

    with pytest.raises(Conflict, match="bovw:w"):
        trained(reads())


def test_progress_ends_at_all_of_it(folder):
    told = {}

    def show(stage, done, total):
        told.setdefault(stage, []).append((done, total))

    trained(listed(folder), show=show)

    assert list(told) == ["reading images", "learning words"]
    for steps in told.values():
        assert steps[-1][0] == steps[-1][1]
        assert steps == sorted(steps)


def test_even_images_leave_the_block_of_keypoints_out():
    sees = Sees(dense=None, colour=Colour(step=6), keypoints=Keypoints(), side=32)
    even = [plain(10 * number, 32, 32) for number in range(20)]

    made = fit(even, recipe(sees), seed=0)

    assert list(made) == ["colour", "gradients"]


def test_idf_is_higher_for_a_word_that_is_in_fewer_images():
    # By the first number of a patch, its lightness less the mean: -13 of 67 in red, 31 of 1 in blue.
    block = Colour(window=2, step=2, side=16, grid=1, assignment="hard")
    words = Vocabulary(
        mean=np.zeros(12, np.float32),
        projection=np.eye(12, 1, dtype=np.float32),
        centres=np.float32([[-1], [1]]),
        weights=np.ones(2, np.float32),
        deviations=np.empty((0, 1), np.float32),
    )
    red, blue = (np.full((16, 16, 3), of, np.uint8) for of in ((255, 0, 0), (0, 0, 255)))

    found = idf([red, red, red, blue], block, words)

    np.testing.assert_allclose(found, [1 + np.log(5 / 4), 1 + np.log(5 / 2)], rtol=1e-6)


def test_the_recipe_as_it_stands_fits_the_limits_of_engines():
    default = BovwRecipe()
    dims = sum(default.learn[name].dims for name, _block in default.sees.blocks())

    assert dims <= 1024
    assert all(isinstance(how, Learn) for how in default.learn.values())
