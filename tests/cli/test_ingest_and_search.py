"""Folders and ZIPs go in by `ingest`, and `search` finds what is in them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import draw


@pytest.fixture
def album(pictures):
    """The same pictures in a ZIP."""
    return Path(shutil.make_archive(str(pictures.parent / "My Album"), "zip", pictures))


def test_a_folder_is_indexed_and_an_image_finds_itself_first(lookalike, pictures):
    status, report, _err = lookalike("ingest", pictures, "--json")
    assert (status, report["added"], report["skipped"]) == (0, 3, 1)
    status, answer, _err = lookalike("search", "--image", pictures / "warm/red.png", "--json")
    assert status == 0
    assert answer["collection"] == "my-pictures"
    assert answer["hits"][0]["filename"] == "red.png"
    assert answer["hits"][0]["distance"] == 0
    assert answer["hits"][0]["uri"].endswith("/My%20Pictures/warm/red.png")


def test_a_second_run_reads_nothing_and_prune_forgets_what_is_gone(lookalike, pictures):
    lookalike("ingest", pictures)
    _status, report, _err = lookalike("ingest", pictures, "--json")
    assert (report["added"], report["unchanged"], report["removed"]) == (0, 3, 0)
    (pictures / "warm/red.png").unlink()
    _status, report, _err = lookalike("ingest", pictures, "--prune", "--json")
    assert (report["unchanged"], report["removed"]) == (2, 1)
    _status, shown, _err = lookalike("collections", "show", "my-pictures", "--json")
    assert shown["documents"] == 2
    assert shown["encoders"]["classic"]["vectors"] == 2


def test_a_bad_file_is_named_and_the_status_says_so(lookalike, pictures):
    (pictures / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 nothing")
    status, out, _err = lookalike("ingest", pictures)
    assert status == 3
    assert "broken.jpg" in out
    assert "3 added" in out


def test_dry_run_makes_nothing(lookalike, pictures):
    status, out, _err = lookalike("ingest", pictures, "--dry-run")
    assert status == 0
    assert "would add 3" in out
    _status, listed, _err = lookalike("collections", "list", "--json")
    assert listed == {"collections": []}


def test_a_zip_is_indexed_where_it_lies_and_named_in_the_answer(lookalike, pictures, album):
    status, report, _err = lookalike("ingest", album, "--json")
    assert (status, report["added"], report["skipped"]) == (0, 3, 1)
    status, answer, _err = lookalike("search", "warm", "--where", "category=warm", "--json")
    assert (status, answer["collection"]) == (0, "my-album")
    where = {hit["uri"].removeprefix(f"file://{album.parent}/") for hit in answer["hits"]}
    assert where == {"My%20Album.zip#warm/red.png", "My%20Album.zip#warm/orange.jpg"}
    _status, out, _err = lookalike("search", "red")
    assert f"{album}#warm/red.png" in out


def test_a_folder_and_a_zip_of_the_same_pictures_make_no_duplicates(lookalike, pictures, album):
    status, report, _err = lookalike("ingest", pictures, album, "-c", "p", "--json")
    assert (status, report["added"]) == (0, 6)
    _status, shown, _err = lookalike("collections", "show", "p", "--json")
    assert (shown["documents"], shown["files"]) == (3, 6)
    _status, report, _err = lookalike("ingest", pictures, album, "-c", "p", "--prune", "--json")
    assert (report["unchanged"], report["removed"]) == (6, 0)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda data: data[:-20], "its end is missing"),
        (lambda data: data.replace(b"warm/red.png", b"../../rd.png"), "points out of the archive"),
    ],
)
def test_a_zip_that_must_not_be_read_is_a_sentence_and_nothing_is_written(
    lookalike, album, damage, said
):
    album.write_bytes(damage(album.read_bytes()))
    status, _out, err = lookalike("ingest", album)
    assert status == 1
    assert str(album) in err
    assert said in err
    assert lookalike("collections", "list", "--json")[1] == {"collections": []}


def test_words_find_names_and_folders_where_the_encoder_reads_none(lookalike, pictures):
    lookalike("ingest", pictures, "-e", "classic")
    status, answer, _err = lookalike("search", "warm", "--json")
    assert (status, answer["by"]) == (0, "words")
    assert {hit["filename"] for hit in answer["hits"]} == {"red.png", "orange.jpg"}
    status, _out, err = lookalike("search", "warm", "--by", "vectors")
    assert status == 1
    assert "does not read words" in err


def test_what_was_found_comes_in_the_order_asked_for(lookalike, pictures):
    lookalike("ingest", pictures)
    image = ["search", "--image", pictures / "warm/red.png"]
    status, answer, _err = lookalike(*image, "--sort", "name", "--json")
    assert status == 0
    assert [hit["filename"] for hit in answer["hits"]] == ["blue.webp", "orange.jpg", "red.png"]
    assert [hit["rank"] for hit in answer["hits"]] == [1, 2, 3]
    assert {hit["distance"] == 0 for hit in answer["hits"]} == {True, False}


def test_filters_and_several_images_make_one_query(lookalike, pictures):
    draw(pictures / "cold" / "teal.png", (20, 140, 140))
    lookalike("ingest", pictures, "-c", "p")
    status, answer, _err = lookalike(
        "search",
        "--image",
        pictures / "warm/red.png",
        "--image",
        pictures / "cold/teal.png",
        "--where",
        "category=cold",
        "--json",
    )
    assert status == 0
    assert [hit["category"] for hit in answer["hits"]] == [["cold"], ["cold"]]
    assert answer["hits"][0]["filename"] == "teal.png"


def test_several_collections_must_be_named(lookalike, pictures):
    lookalike("ingest", pictures / "warm", "-c", "warm")
    lookalike("ingest", pictures / "cold", "-c", "cold")
    status, _out, err = lookalike("search", "red")
    assert status == 2
    assert "cold, warm" in err


def test_a_category_that_is_not_utf8_can_be_asked_for_as_it_is_typed(lookalike, pictures):
    (pictures / "warm").rename(os.fsdecode(os.fsencode(pictures) + b"/d\xe9j\xe0"))
    lookalike("ingest", pictures)
    where = "category=" + os.fsdecode(b"d\xe9j\xe0")
    status, found, _err = lookalike("search", "png", "--where", where, "--by", "words", "--json")
    assert status == 0
    assert [hit["filename"] for hit in found["hits"]] == ["red.png"]


def test_a_file_stands_on_one_line_where_no_terminal_ends_it(lookalike, pictures, tmp_path):
    deep = tmp_path / ("d" * 120) / ("e" * 120)
    deep.mkdir(parents=True)
    pictures.rename(deep / "pictures")
    lookalike("ingest", deep)
    _status, out, _err = lookalike("search", "red")
    assert str(deep / "pictures" / "warm" / "red.png") in out


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_that_shows_few_characters_still_gets_the_answer(pictures, encoding):
    (pictures / "warm").rename(pictures / "日本")
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    command = [sys.executable, "-c", "from lookalike.cli.main import main; main()"]

    def call(*arguments):
        done = subprocess.run(
            [*command, *arguments], env=environment, capture_output=True, check=False
        )
        return done.returncode, done.stdout.decode(encoding), str(done.stderr)

    call("ingest", str(pictures))
    status, out, err = call("search", "red")
    assert (status, "??" in out, "Traceback" in err) == (0, True, False)
    _status, out, _err = call("search", "red", "--json")
    assert json.loads(out)["hits"][0]["category"] == ["日本"]
