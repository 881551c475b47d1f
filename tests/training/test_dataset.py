"""Gathering: every image once, in the order of its content, complete or not there."""

import os
import random
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lookalike.core.errors import BadRequest, SourceRefused, StorageFull
from lookalike.imaging import Limits, is_candidate
from lookalike.sources.labelled import labelled_at
from lookalike.training.dataset import gather
from tests.training.pictures import content, png, put

ROOT = Path(__file__).parents[2]


def gathered(items, folder, **changes):
    if isinstance(items, Path):
        items = labelled_at(items, is_candidate=is_candidate)
    given = {"side": 4, "fit": "stretch", "limits": Limits(), "max_bytes": 10**9, "processes": 1}
    return gather(items, folder, **(given | changes))


def told(examples):
    """What examples say of each image, by its content."""
    labels = [examples.categories[label] if label >= 0 else None for label in examples.labels]
    return dict(zip(examples.ids, zip(labels, examples.captions, strict=True), strict=True))


def test_examples_are_squares_with_labels_in_the_order_of_their_content(tmp_path):
    data = put(tmp_path / "data", cats=[1, 2, 3], dogs=[4, 300])
    examples = gathered(data, tmp_path / "made")
    numbers = {content(png(number)): number for number in (1, 2, 3, 4, 300)}
    assert examples.ids == tuple(sorted(numbers))
    assert examples.categories == ("cats", "dogs")
    assert examples.images.shape == (5, 4, 4, 3)
    assert isinstance(examples.images, np.memmap)
    for place, each in enumerate(examples.ids):
        number = numbers[each]
        assert (examples.images[place] == (number % 256, number // 256, 77)).all()
        assert examples.labels[place] == (0 if number < 4 else 1)
    assert examples.refused == ()


def test_neither_the_order_of_the_listing_nor_the_number_of_processes_shows(tmp_path):
    data = put(tmp_path / "data", cats=range(90), dogs=range(200, 290))
    items = list(labelled_at(data, is_candidate=is_candidate))
    first = gathered(items, tmp_path / "one")
    random.Random(1).shuffle(items)
    second = gathered(items, tmp_path / "two", processes=2)
    assert first.ids == second.ids
    assert first.digest == second.digest
    for name in ("images", "labels", "is_validation"):
        assert (getattr(first, name) == getattr(second, name)).all()


def test_equal_bytes_are_one_example_with_all_that_is_said_of_them(tmp_path):
    for number, name in enumerate(["a.png", "b.png", "c.png"]):
        (tmp_path / name).write_bytes(png(number // 2))
    table = tmp_path / "list.csv"
    table.write_text("image,category,caption\na.png,,one\nb.png,cat,two\nb.png,,one\nc.png,cat,")
    examples = gathered(table, tmp_path / "made")
    assert told(examples) == {
        content(png(0)): ("cat", ("one", "two")),
        content(png(1)): ("cat", ()),
    }


def test_an_image_in_two_categories_is_left_out_by_name(tmp_path):
    data = put(tmp_path / "data", cats=[1, 2], dogs=[2, 3])
    examples = gathered(data, tmp_path / "made")
    assert set(examples.ids) == {content(png(1)), content(png(3))}
    assert examples.refused == (
        (
            "cats/2.png",
            "cats/2.png is left out: the same image is in the categories “cats”, “dogs”.",
        ),
    )


def test_images_that_cannot_be_read_are_listed_and_the_rest_goes_on(tmp_path):
    data = put(tmp_path / "data", cats=[1, 2], dogs=[3])
    (data / "cats" / "cut.png").write_bytes(png(9)[:40])
    (data / "dogs" / "x.jpg").write_bytes(b"%PDF-1.4")
    (data / "dogs" / "link.png").symlink_to("/etc/hostname")
    examples = gathered(data, tmp_path / "made")
    assert len(examples.ids) == 3
    assert [name for name, _reason in examples.refused] == [
        "cats/cut.png",
        "dogs/link.png",
        "dogs/x.jpg",
    ]
    assert "a PDF" in examples.refused[2][1]


def test_a_file_that_kills_its_decoder_costs_that_file_alone(tmp_path):
    class Deadly(bytes):
        def __reduce__(self):
            return (os._exit, (1,))

    data = put(tmp_path / "data", cats=[1, 2, 3])
    items = list(labelled_at(data, is_candidate=is_candidate))
    items[1] = replace(items[1], read=lambda _limit: Deadly(png(2)))
    examples = gathered(items, tmp_path / "made")
    assert set(examples.ids) == {content(png(1)), content(png(3))}
    [(name, reason)] = examples.refused
    assert name == "cats/2.png"
    assert "died" in reason


def test_a_split_of_a_csv_says_what_is_for_validation_and_what_is_left_for_the_test(tmp_path):
    splits = ["train", "Val", "validation", "dev", "test", ""]
    put(tmp_path, data=range(6))
    rows = [f"data/{number}.png,{split}" for number, split in enumerate(splits)]
    (tmp_path / "list.csv").write_text("\n".join(["image,split", *rows]))
    examples = gathered(tmp_path / "list.csv", tmp_path / "made")
    found = dict(zip(examples.ids, examples.is_validation.tolist(), strict=True))
    expected = [False, True, True, True, None, False]
    assert [found.get(content(png(number))) for number in range(6)] == expected


@pytest.mark.parametrize("rows", [["a,train", "b,test"], ["a,test", "b,train"]])
def test_what_is_tested_on_is_not_learned_from_under_another_name(tmp_path, rows):
    for name in "abc":
        (tmp_path / name).write_bytes(png(1 + (name == "c")))
    (tmp_path / "list.csv").write_text("\n".join(["image,split", *rows, "c,train"]))
    assert gathered(tmp_path / "list.csv", tmp_path / "made").ids == (content(png(2)),)


def test_a_split_of_another_name_is_told(tmp_path):
    (tmp_path / "list.csv").write_text("image,split\na.png,fold1\n")
    with pytest.raises(BadRequest, match=r"“a\.png” is in the split “fold1”, and there are train"):
        gathered(tmp_path / "list.csv", tmp_path / "made")


def test_what_lacks_what_is_needed_is_left_out_by_name(tmp_path):
    data = put(tmp_path / "data", cats=[1])
    (data / "top.png").write_bytes(png(2))
    examples = gathered(data, tmp_path / "made", need="category")
    assert told(examples) == {content(png(1)): ("cats", ())}
    assert examples.refused[0][0] == "top.png"
    assert "it has no category; put it into a folder" in examples.refused[0][1]
    assert told(gathered(data, tmp_path / "made")) == {
        content(png(1)): ("cats", ()),
        content(png(2)): (None, ()),
    }
    assert "no caption" in gathered(data, tmp_path / "made", need="captions").refused[0][1]


def test_more_than_may_be_kept_is_refused_before_a_file_is_read(tmp_path):
    (tmp_path / "list.csv").write_text("image,split\na.png,\nb.png,test\nc.png,\n")
    with pytest.raises(
        BadRequest, match="2 images of 1000 x 1000 pixels take 6 MB, and the limit is 5"
    ):
        gathered(tmp_path / "list.csv", tmp_path / "made", side=1000, max_bytes=5_999_999)


def test_a_disk_that_is_full_is_told_with_its_folder(tmp_path):
    data = put(tmp_path / "data", cats=[1, 2])
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / ".images.part").symlink_to("/dev/full")
    with pytest.raises(StorageFull, match=f"no room in {tmp_path / 'made'}"):
        gathered(data, tmp_path / "made")
    assert len(gathered(data, tmp_path / "made").ids) == 2


def test_what_was_gathered_is_used_again_until_something_changed(tmp_path):
    data = put(tmp_path / "data", cats=[1, 2])
    gathered(data, tmp_path / "made")
    shown = []
    again = gathered(data, tmp_path / "made", show=lambda *each: shown.append(each), validation=0.5)
    assert (len(again.ids), shown) == (2, [])
    (data / "cats" / "2.png").write_bytes(png(77))
    changed = gathered(data, tmp_path / "made", show=lambda *each: shown.append(each))
    assert set(changed.ids) == {content(png(1)), content(png(77))}
    assert shown == [(2, 2)]
    for other in ({"side": 5}, {"fit": "crop"}, {"limits": Limits(pixels=95)}):
        made = gathered(data, tmp_path / "made", show=lambda *each: shown.append(each), **other)
        assert len(shown) > 1, other
        shown.clear()
        shown.append("again")
    assert len(made.refused) == 2
    assert not list((tmp_path / "made").glob(".*"))


@pytest.mark.parametrize("name", ["images.npy", "examples.json"])
@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY", b"{}", b"null"])
def test_what_was_damaged_is_gathered_again(tmp_path, name, damage):
    data = put(tmp_path / "data", cats=[1, 2])
    whole = gathered(data, tmp_path / "made")
    before = np.array(whole.images)
    (tmp_path / "made" / name).write_bytes(damage)
    again = gathered(data, tmp_path / "made")
    assert again.ids == whole.ids
    assert (again.images == before).all()


def test_nothing_at_all_is_gathered_as_nothing(tmp_path):
    (tmp_path / "data").mkdir()
    for _again in range(2):
        examples = gathered(tmp_path / "data", tmp_path / "made")
        assert examples.images.shape == (0, 4, 4, 3)
        assert examples.categories == examples.ids == ()


def test_a_source_that_must_not_be_read_on_is_told_and_leaves_nothing_half(tmp_path):
    items = list(labelled_at(put(tmp_path / "data", cats=[1, 2]), is_candidate=is_candidate))

    def lies(_limit):
        raise SourceRefused(source="x.zip", reason="it lies")

    items[1] = replace(items[1], read=lies)
    with pytest.raises(SourceRefused):
        gathered(items, tmp_path / "made")
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["lock"]


KILLED = """
import sys, time
from dataclasses import replace
from pathlib import Path
from lookalike.imaging import Limits, is_candidate
from lookalike.sources.labelled import labelled_at
from lookalike.training.dataset import gather

def show(done, total):
    print(done, total, flush=True)

def slow(item):
    return replace(item, read=lambda limit: time.sleep(0.01) or item.read(limit))

if __name__ == "__main__":
    items = map(slow, labelled_at(sys.argv[1], is_candidate=is_candidate))
    gather(items, Path(sys.argv[2]), side=4, fit="stretch", limits=Limits(), max_bytes=10**9,
           processes=1, show=show)
"""


def test_killed_in_the_middle_it_begins_anew_and_ends_the_same(tmp_path):
    data = put(tmp_path / "data", cats=range(300), dogs=range(300, 600))
    whole = gathered(data, tmp_path / "whole")
    gathered(put(tmp_path / "before", cats=[1]), tmp_path / "made")
    script = tmp_path / "script.py"
    script.write_text(KILLED)
    run = subprocess.Popen(
        [sys.executable, script, data, tmp_path / "made"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    done, total = map(int, run.stdout.readline().split())
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert done < total == 600
    assert (tmp_path / "made" / ".images.part").stat().st_size > 0
    again = gathered(data, tmp_path / "made")
    assert again.ids == whole.ids
    assert again.digest == whole.digest
    assert (again.images == whole.images).all()
    assert not list((tmp_path / "made").glob(".*"))
