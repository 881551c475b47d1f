"""What cannot be learned from is told in a sentence that says what to do."""

import pytest

from lookalike.core.errors import BadRequest
from lookalike.imaging import Limits, is_candidate
from lookalike.sources.labelled import labelled_at
from lookalike.training.checks import check_examples
from lookalike.training.dataset import gather
from tests.training.pictures import png, put


@pytest.fixture
def check(tmp_path):
    """Gather a source for a need, and check it."""

    def check_one(source, need="category", **changes):
        given = {"side": 2, "fit": "crop", "limits": Limits(), "max_bytes": 10**9, "processes": 1}
        items = labelled_at(source, is_candidate=is_candidate)
        check_examples(gather(items, tmp_path / "made", need=need, **(given | changes)), need)

    return check_one


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


def refused(check, *given, **changes):
    with pytest.raises(BadRequest) as refusal:
        check(*given, **changes)
    assert refusal.value.params["field"] == "DATA"
    return str(refusal.value)


def test_ten_images_in_two_categories_are_enough(check, data):
    check(put(data, cats=range(2), dogs=range(10, 18)))


def test_no_image(check, data):
    data.mkdir()
    (data / "notes.txt").write_text("words")
    assert refused(check, data) == "DATA: there is no image in it to learn from."


def test_one_category(check, data):
    sentence = refused(check, put(data, cats=range(20)))
    assert sentence == (
        "DATA: all its images are in one category, “cats”, and a training needs two at least; add "
        "another, or learn without any with --recipe bovw."
    )


@pytest.mark.parametrize(
    "images",
    [{"cats": [1, 2, 3]}, {"cats": [1], "dogs": [2], "fish": [3]}, {"a": [1, 2], "b": [3]}],
)
def test_three_images_are_too_few_whatever_their_categories(check, data, images):
    assert refused(check, put(data, **images)) == (
        "DATA: it holds 3 images to learn from, and a training needs 10 at least, in two categories or "
        "more."
    )


def test_three_images_for_captions(check, data):
    put(data, all=[1, 2, 3])
    rows = [f"all/{number}.png,a picture" for number in (1, 2, 3)]
    (data / "list.csv").write_text("\n".join(["image,caption", *rows]))
    assert refused(check, data / "list.csv", "captions") == (
        "DATA: it holds 3 images to learn from, and a training needs 10 at least."
    )
    sentence = refused(check, data, "captions")
    assert "not one of its 3 images can be used" in sentence


def test_a_category_of_one_image(check, data):
    sentence = refused(check, put(data, cats=range(20), dogs=[50]))
    assert sentence == (
        "DATA: the category “dogs” has one image, and a training needs two of each; add one or take it "
        "out."
    )


def test_no_categories(check, data):
    put(data.parent, data=range(20))
    sentence = refused(check, data)
    assert sentence.startswith(
        "DATA: not one of its 20 images can be used. The first: 0.png is left out: it has no"
    )
    assert sentence.endswith("or name it in a CSV.")


def test_images_of_which_most_cannot_be_read(check, data):
    put(data, cats=range(10), dogs=range(20, 30))
    for number in range(21):
        (data / "cats" / f"cut{number}.png").write_bytes(png(number)[:40])
    sentence = refused(check, data)
    assert sentence.startswith(
        "DATA: 21 of its 41 images cannot be used; mend them or take them out. The first: cats/cut0.png"
    )
    (data / "cats" / "cut0.png").unlink()
    check(data)


def test_images_of_which_none_can_be_read(check, data):
    put(data, cats=[], dogs=[])
    (data / "cats" / "a.png").write_bytes(b"nothing")
    assert refused(check, data).startswith(
        "DATA: not one of its 1 images can be used. The first: cats/a.png is"
    )


def test_a_csv_whose_images_are_all_for_validation_or_none_of_them(check, data):
    put(data.parent, data=range(12))
    rows = [f"{number}.png,{number % 2},val" for number in range(12)]
    (data / "list.csv").write_text("\n".join(["image,category,split", *rows]))
    assert "none is left to learn from" in refused(check, data / "list.csv")
    (data / "list.csv").write_text(
        "\n".join(["image,category,split", *rows]).replace("val", "train")
    )
    assert "none of its images is for validation" in refused(
        check, data / "list.csv", validation=0.0
    )


def test_a_csv_whose_categories_are_all_but_one_for_validation(check, data):
    put(data.parent, data=range(12))
    rows = [f"{number}.png,{number % 2},{'val' if number % 2 else 'train'}" for number in range(12)]
    (data / "list.csv").write_text("\n".join(["image,category,split", *rows]))
    assert "not for validation are in one category" in refused(check, data / "list.csv")


def test_categories_that_were_not_asked_for_when_it_was_gathered(check, data, tmp_path):
    put(data.parent, data=range(20))
    items = labelled_at(data, is_candidate=is_candidate)
    examples = gather(
        items, tmp_path / "made", side=2, fit="crop", limits=Limits(), max_bytes=10**9, processes=1
    )
    with pytest.raises(BadRequest, match="its images have no categories; put them into one folder"):
        check_examples(examples, "category")
    check_examples(examples, None)
