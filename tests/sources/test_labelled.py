"""Images with their categories and captions, from folders, ZIPs and CSVs."""

import os
import zipfile

import pytest

from lookalike.core.errors import BadInput, ImageRefused, ImageTooLarge, SourceRefused
from lookalike.sources.labelled import labelled_at
from tests.sources.trees import LIMIT, PNG, is_png, write


def listed(path, need=None):
    return list(labelled_at(path, is_candidate=is_png, need=need))


def table(folder, text):
    return write(folder / "list.csv", text.encode())


def test_a_folder_names_categories_by_its_folders(tmp_path):
    write(tmp_path / "cats" / "old" / "tom.png", PNG + b"tom")
    write(tmp_path / "dogs" / "rex.png", PNG + b"rex")
    write(tmp_path / "dogs" / "notes.txt", b"words")
    cat, dog = listed(tmp_path, "category")
    assert (cat.name, cat.category, cat.captions, cat.split) == (
        "cats/old/tom.png",
        "cats",
        (),
        None,
    )
    assert (dog.name, dog.category) == ("dogs/rex.png", "dogs")
    assert dog.uri == f"file://{tmp_path}/dogs/rex.png"
    assert cat.read(LIMIT) == PNG + b"tom"
    with pytest.raises(ImageTooLarge):
        dog.read(len(PNG))


def test_a_zip_is_as_the_folder_that_was_packed(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as file:
        file.writestr("cats/tom.png", PNG)
        file.writestr("top.png", PNG)
    cat, top = listed(tmp_path / "x.zip", "category")
    assert (cat.name, cat.category, cat.read(LIMIT)) == ("cats/tom.png", "cats", PNG)
    assert (top.name, top.category) == ("top.png", None)


def test_what_a_folder_holds_and_cannot_be_read_is_refused_by_name(tmp_path):
    (tmp_path / "data" / "cats").mkdir(parents=True)
    (tmp_path / "data" / "cats" / "out.png").symlink_to(write(tmp_path / "secret.png"))
    [each] = listed(tmp_path / "data")
    with pytest.raises(ImageRefused, match=r"cats/out\.png cannot .* link out of the source"):
        each.read(LIMIT)


def test_another_version_of_a_file_is_told_from_the_first(tmp_path):
    path = write(tmp_path / "a.png")
    text = table(tmp_path, "image\na.png")
    first = [each.version for root in (tmp_path, text) for each in listed(root)]
    os.utime(path, (5, 5))
    second = [each.version for root in (tmp_path, text) for each in listed(root)]
    assert len({*first, *second}) == 2


def test_rows_of_one_image_are_one_image_with_several_captions_in_their_order(tmp_path):
    write(tmp_path / "a.png")
    text = (
        "image,caption,category,split\nb.png,two,,\na.png,one,cat,\n./a.png,other,,dev\nb.png,two,,"
    )
    b, a = listed(table(tmp_path, text))
    assert (a.name, a.category, a.captions, a.split) == ("a.png", "cat", ("one", "other"), "dev")
    assert (b.name, b.category, b.captions, b.split) == ("b.png", None, ("two",), None)
    assert a.read(LIMIT) == PNG


def test_an_image_that_is_not_there_is_refused_alone_when_it_is_read(tmp_path):
    [each] = listed(table(tmp_path, "image\ngone.png"))
    with pytest.raises(ImageRefused, match=r"gone\.png cannot .* gone"):
        each.read(LIMIT)


@pytest.mark.parametrize(
    "name",
    ["../secret.png", "sub/../../secret.png", "link.png", "../data-2/secret.png", "loop.png"],
)
def test_a_relative_name_never_leads_out_of_the_folder_of_its_table(tmp_path, name):
    folder = tmp_path / "data"
    write(tmp_path / "secret.png")
    write(tmp_path / "data-2" / "secret.png")
    write(folder / "sub" / "a.png")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "loop.png").symlink_to("loop.png")
    [each] = listed(table(folder, f"image\n{name}"))
    with pytest.raises(ImageRefused, match=name):
        each.read(LIMIT)


def test_an_absolute_name_is_what_its_writer_says(tmp_path):
    path = write(tmp_path / "elsewhere" / "a.png")
    (tmp_path / "link.png").symlink_to(path)
    names = [path, tmp_path / "link.png", tmp_path / "gone.png", "/dev/zero"]
    there, link, gone, device = listed(
        table(tmp_path / "data", "\n".join(["image", *map(str, names)]))
    )
    assert there.read(LIMIT) == link.read(LIMIT) == PNG
    for each in (gone, device):
        with pytest.raises(ImageRefused):
            each.read(LIMIT)


@pytest.mark.parametrize("name", ["https://example.org/a.jpg", "HTTP://example.org/a.jpg"])
def test_addresses_are_told_to_be_no_files(tmp_path, name):
    path = table(tmp_path, f"image,category\na.png,cat\n{name},cat")
    with pytest.raises(
        SourceRefused, match=r"line 3: .* is an address, .* not fetched yet; download"
    ):
        listed(path)


@pytest.mark.parametrize("column", ["category", "split"])
def test_rows_that_contradict_each_other_are_refused_with_their_line(tmp_path, column):
    path = table(tmp_path, f"image,{column}\na.png,test\nb.png,test\na.png,train")
    with pytest.raises(
        SourceRefused, match=r"line 4: “a\.png” is “train” here and “test” in a row above"
    ):
        listed(path)


def test_what_is_needed_and_cannot_be_given_is_refused_at_once(tmp_path):
    write(tmp_path / "cats" / "a.png")
    path = table(tmp_path, "image,split\ncats/a.png,train")
    for source, need, sentence in (
        (path, "category", "no column “category”; it has: image, split"),
        (path, "captions", "no column “caption”; it has: image, split"),
        (tmp_path, "captions", "holds no captions; give a CSV"),
        (tmp_path / "gone", "category", "there is no such file or folder"),
    ):
        with pytest.raises(BadInput, match=sentence):
            labelled_at(source, is_candidate=is_png, need=need)
