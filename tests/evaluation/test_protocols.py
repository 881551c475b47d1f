"""Protocols and their data: the files that say them, and every layout people have the data in."""

import hashlib
import zipfile

import pytest

from lookalike.core.errors import BadRequest, SourceRefused, UnknownChoice
from lookalike.evaluation.protocols.layouts import data_set
from lookalike.evaluation.protocols.locating import located
from lookalike.evaluation.protocols.protocol import classes_of, load_protocol, protocol_names
from lookalike.sources.base import Found
from tests.evaluation.archives import (
    caltech,
    cifar_tar,
    encoded,
    flickr8k,
    flickr8k_text,
    swatch,
    tiny_imagenet,
)

UNSEEN = classes_of("unseen.txt")


@pytest.fixture
def opened(tmp_path):
    """Open the data of a protocol at a place."""

    def at(name, place):
        protocol = load_protocol(name)
        return data_set(protocol, *located(protocol, place), tmp_path / "scratch")

    return at


def indexed(data):
    return [
        ("/".join(filter(None, (each.entry.folder, each.entry.filename))), each.entry.category)
        for each in data.index
        if isinstance(each, Found)
    ]


def test_the_five_protocols_are_read():
    assert protocol_names() == (
        "caltech-unseen",
        "cifar-10",
        "flickr8k-dev",
        "near-duplicates",
        "tiny-imagenet",
    )
    for name in protocol_names():
        protocol = load_protocol(name)
        assert protocol.data
        assert protocol.trials


def test_an_unknown_protocol_is_refused_with_those_there_are():
    with pytest.raises(
        UnknownChoice, match=r"no “cifar” here\. There is: caltech-unseen, cifar-10"
    ):
        load_protocol("cifar")


def test_without_a_place_the_sentence_says_what_is_looked_for():
    with pytest.raises(BadRequest) as error:
        located(load_protocol("tiny-imagenet"), None)
    assert str(error.value) == (
        "--from: name the folder that holds tiny-imagenet-200.zip, tiny-imagenet-200 for "
        "“tiny-imagenet”, or set LOOKALIKE_DATASETS to it."
    )


def test_data_that_are_not_there_are_named_with_the_place(tmp_path):
    with pytest.raises(SourceRefused) as error:
        located(load_protocol("flickr8k-dev"), tmp_path)
    assert str(error.value) == (
        f"{tmp_path} cannot be read: “flickr8k-dev” looks in it for flickr8k-train-dev.zip, "
        "flickr8k, Flickr8k.token.txt, and none of them is there."
    )


def test_a_place_may_be_the_data_themselves(tmp_path):
    path = cifar_tar(tmp_path)
    assert located(load_protocol("cifar-10"), path)[1] == path


def test_the_official_batches_of_cifar_10_become_folders(opened, tmp_path):
    data = opened("cifar-10", cifar_tar(tmp_path))
    assert len(indexed(data)) == 50
    assert indexed(data)[0] == ("airplane/data_batch_1-00000.png", "airplane")
    assert [each.name for each in data.asking()][:2] == [
        "airplane/test_batch-00000.png",
        "automobile/test_batch-00001.png",
    ]


def test_a_zip_of_folders_is_read_where_it_lies(opened, tmp_path):
    with zipfile.ZipFile(tmp_path / "cifar10.zip", "w") as archive:
        for part in ("train", "test"):
            archive.writestr(f"cifar10/{part}/frog/0000.jpg", encoded(swatch("green"), ".jpg"))
        archive.writestr("cifar10/training/frog/0000.jpg", b"-")
    data = opened("cifar-10", tmp_path)
    assert indexed(data) == [("frog/0000.jpg", "frog")]
    assert [(each.name, each.category) for each in data.asking()] == [("frog/0000.jpg", "frog")]
    assert not (tmp_path / "scratch").exists()
    uris = [each.entry.uri for each in data.index] + [each.uri for each in data.asking()]
    assert [uri.partition("#")[2] for uri in uris] == [
        "cifar10/train/frog/0000.jpg",
        "cifar10/test/frog/0000.jpg",
    ]


def labels_of(data):
    return [(each.name, each.category) for each in data.asking()]


def test_tiny_imagenet_has_names_for_categories_and_labels_for_what_is_asked(opened, tmp_path):
    data = opened("tiny-imagenet", tiny_imagenet(tmp_path))
    assert [category for _name, category in indexed(data)] == [
        *(["red"] * 3),
        *(["green"] * 3),
        *(["blue"] * 3),
    ]
    assert labels_of(data)[:3] == [
        ("images/val_0.JPEG", "red"),
        ("images/val_1.JPEG", "red"),
        ("images/val_2.JPEG", "green"),
    ]


def test_tiny_imagenet_unpacked_is_the_same(opened, tmp_path):
    path = tiny_imagenet(tmp_path)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "there")
    packed, there = opened("tiny-imagenet", path), opened("tiny-imagenet", tmp_path / "there")
    assert labels_of(there) == labels_of(packed)
    assert indexed(there) == indexed(packed)


def test_the_official_zip_of_more_files_than_are_read_in_place_is_unpacked(opened, tmp_path):
    data = opened("tiny-imagenet", tiny_imagenet(tmp_path, test=65_536))
    assert len(indexed(data)) == 9
    assert len(labels_of(data)) == 6
    [folder] = [each for each in (tmp_path / "scratch").iterdir() if each.is_dir()]
    assert sorted(each.name for each in (folder / "tiny-imagenet-200").iterdir()) == [
        "train",
        "val",
        "wnids.txt",
        "words.txt",
    ]


def test_two_classes_of_one_name_are_told_apart(opened, tmp_path):
    path = tiny_imagenet(tmp_path)
    there = tmp_path / "there"
    with zipfile.ZipFile(path) as archive:
        archive.extractall(there)
    words = there / "tiny-imagenet-200" / "words.txt"
    words.write_text("n01\tcrane, bird\nn02\tcrane\nn03\tblue\n")
    data = opened("tiny-imagenet", there)
    assert {category for _name, category in indexed(data)} == {"crane (n01)", "crane (n02)", "blue"}


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("words.txt", b"n01\tred\n", "“words.txt” in it does not say what n02 is called"),
        ("words.txt", b"n01 red\n", "line 1 of “words.txt” in it has no second column"),
        ("words.txt", b"n01\t\xff\n", "“words.txt” in it cannot be read: it is not text in UTF-8"),
        ("wnids.txt", None, "there is no such file"),
    ],
)
def test_texts_that_are_damaged_or_missing_are_named(opened, tmp_path, name, content, told):
    there = tmp_path / "there"
    with zipfile.ZipFile(tiny_imagenet(tmp_path)) as archive:
        archive.extractall(there)
    path = there / "tiny-imagenet-200" / name
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SourceRefused, match=told):
        opened("tiny-imagenet", there)


@pytest.mark.parametrize("make", [flickr8k, flickr8k_text])
def test_flickr8k_indexes_the_development_part_alone_and_asks_by_its_captions(
    opened, tmp_path, make
):
    make(tmp_path)
    data = opened("flickr8k-dev", tmp_path)
    assert sorted(name.partition(".")[0] for name, _category in indexed(data)) == ["blue", "red"]
    assert [each.captions for each in data.asking()] == [("blue", "BLUE"), ("red", "RED")]


def test_flickr8k_unpacked_is_the_same(opened, tmp_path):
    with zipfile.ZipFile(flickr8k(tmp_path)) as archive:
        archive.extractall(tmp_path / "there")
    data = opened("flickr8k-dev", tmp_path / "there")
    assert indexed(data) == [("blue.webp", None), ("red.webp", None)]
    assert [each.captions for each in data.asking()] == [("blue", "BLUE"), ("red", "RED")]


def test_caltech_unseen_indexes_its_thirty_classes_alone(opened, tmp_path):
    data = opened("caltech-unseen", caltech(tmp_path, UNSEEN))
    assert {category for _name, category in indexed(data)} == set(UNSEEN)
    assert len(indexed(data)) == 60


def test_near_duplicates_search_all_classes_and_ask_with_the_thirty(opened, tmp_path):
    data = opened("near-duplicates", caltech(tmp_path, UNSEEN))
    assert len(indexed(data)) == 62
    assert {each.category for each in data.asking()} == set(UNSEEN)


def test_classes_that_are_missing_are_named(opened, tmp_path):
    with pytest.raises(SourceRefused) as error:
        opened("caltech-unseen", caltech(tmp_path, UNSEEN[2:]))
    assert "2 of the 30 classes that are asked for are not there: crocodile, hedgehog" in str(
        error.value
    )


@pytest.mark.data
def test_the_thirty_classes_are_the_first_by_sha256_of_their_names(shared_data):
    with zipfile.ZipFile(shared_data / "caltech101-mini.zip") as archive:
        names = {each.split("/")[1] for each in archive.namelist()}
    assert len(names) == 100
    by_hash = sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    assert tuple(by_hash[:30]) == UNSEEN


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "images", "queries"),
    [
        ("caltech-unseen", 420, 420),
        ("near-duplicates", 1_400, 420),
        ("flickr8k-dev", 1_000, 1_000),
    ],
)
def test_the_data_sets_here_hold_what_the_protocols_ask(opened, shared_data, name, images, queries):
    data = opened(name, shared_data)
    labels = indexed(data)
    asking = list(data.asking())
    assert (len(labels), len(asking)) == (images, queries)
    if name == "flickr8k-dev":
        assert {len(each.captions) for each in asking} == {5}
    else:
        assert all(category for _name, category in labels)
        assert all(each.category for each in asking)


def contents(archive, begins):
    return {
        hashlib.sha256(archive.read(each)).digest()
        for each in archive.namelist()
        if each.startswith(begins) and not each.endswith("/")
    }


@pytest.mark.data
def test_what_is_never_trained_on_shares_no_bytes_with_the_rest(shared_data):
    with zipfile.ZipFile(shared_data / "caltech101-mini.zip") as archive:
        unseen = contents(archive, tuple(f"caltech101-mini/{name}/" for name in UNSEEN))
        everything = contents(archive, "caltech101-mini/")
    assert (len(unseen), len(everything)) == (420, 1_400)
    with zipfile.ZipFile(shared_data / "cifar10.zip") as archive:
        test = contents(archive, "cifar10/test/")
        assert (len(test), len(test & contents(archive, "cifar10/train/"))) == (10_000, 0)
