"""`collections rebuild`: what it says and what it ends with."""

from functools import partial

import pytest

from tests.versions import forget_versions, ship_up_to


@pytest.fixture
def versions(monkeypatch):
    """Return what makes Lookalike ship versions up to a number."""
    yield partial(ship_up_to, monkeypatch)
    forget_versions()


def test_a_collection_is_moved_once_and_then_there_is_nothing_to_do(lookalike, pictures, versions):
    versions(1)
    lookalike("ingest", pictures, "-c", "p", "-e", "mini")
    status, out, _err = lookalike("collections", "rebuild", "p")
    assert (status, "there is nothing to do" in out) == (0, True)
    versions(2)
    status, shown, _err = lookalike("collections", "show", "p", "--json")
    assert (shown["default_encoder"], list(shown["encoders"])) == ("mini-1", ["mini-1"])
    status, out, _err = lookalike(
        "search", "red", "-c", "p", "-e", "mini", "--by", "vectors", "--json"
    )
    assert (status, out["hits"][0]["filename"]) == (0, "red.png")
    status, out, _err = lookalike("collections", "rebuild", "p")
    assert status == 0
    assert "3 vectors of mini-2 written" in out
    assert "“p”: mini-1 is gone, mini-2 has its place." in out
    status, out, _err = lookalike("collections", "rebuild", "p", "--json")
    assert (status, out) == (0, {"collection": "p", "moved": []})


def test_a_picture_without_a_vector_is_told_by_the_status(lookalike, pictures, versions, tmp_path):
    versions(1)
    lookalike("ingest", pictures, "-c", "p", "-e", "mini")
    versions(2)
    (pictures / "warm/red.png").unlink()
    for thumbnail in tmp_path.rglob("*-320.webp"):
        thumbnail.unlink()
    status, out, _err = lookalike("collections", "rebuild", "p", "--json")
    [moved] = out["moved"]
    assert (status, moved["before"], moved["after"], moved["without"]) == (3, "mini-1", "mini-2", 1)


def test_a_collection_that_is_not_there_is_named(lookalike):
    status, _out, err = lookalike("collections", "rebuild", "nowhere")
    assert status == 1
    assert "nowhere" in err
