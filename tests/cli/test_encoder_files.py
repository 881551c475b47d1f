"""Encoders made from data on the command line: in lists, out to a file, in again, in use, gone."""

import secrets

import pytest

from lookalike.core.settings import settings
from lookalike.encoders.bundle import installed
from tests.encoders.models import write_head, write_network

ID = "learned:small"


@pytest.fixture
def learned():
    """An encoder made from data, with what its card tells."""
    return write_network(
        ID,
        recipe={"name": "scratch", "plan": {"seed": 7}},
        data={"images": 900, "source": "Roses\x1b[2J"},
        measures={"purity@10": 0.93},
    ).card


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def each_engine(request, monkeypatch, lookalike):
    """The command line on each engine in turn; what it made there is dropped afterwards."""
    if request.param == "elasticsearch":
        url = request.getfixturevalue("elasticsearch_url")
        monkeypatch.setenv("LOOKALIKE_ENGINE", "elasticsearch")
        monkeypatch.setenv("LOOKALIKE_ELASTICSEARCH_URL", url)
        monkeypatch.setenv("LOOKALIKE_ELASTICSEARCH_PREFIX", "t" + secrets.token_hex(4))
        monkeypatch.setenv("LOOKALIKE_ELASTICSEARCH_INDEX_TYPE", "flat")
    yield request.param
    for each in lookalike("collections", "list", "--json")[1]["collections"]:
        lookalike("collections", "drop", each["name"], "--yes")


def test_show_tells_what_the_card_says_and_writes_no_control_characters(lookalike, learned):
    status, told, _ = lookalike("encoders", "show", ID, "--json")
    assert (status, told["ready"], told["fingerprint"]) == (0, True, learned.fingerprint)
    assert (told["kind"], told["data"]["images"], told["recipe"]["plan"]) == (
        "network",
        900,
        {"seed": 7},
    )
    _, text, _ = lookalike("encoders", "show", ID)
    lines = dict(line.split(maxsplit=1) for line in text.splitlines() if " " in line)
    assert (lines["measures.purity@10"], lines["recipe.plan.seed"]) == ("0.93", "7")
    assert lines["made_at"].startswith("20")
    assert "\x1b" not in text


def test_a_damaged_one_is_listed_and_shown_with_its_sentence(lookalike, learned):
    (settings().data / "encoders" / "learned%3Asmall" / "model.onnx").unlink()
    listed = lookalike("encoders", "list", "--json")[1]["encoders"]
    [row] = [each for each in listed if each["id"] == ID]
    assert not row["ready"]
    assert "model.onnx is missing" in row["reason"]
    assert any(each["ready"] for each in listed)
    status, told, _ = lookalike("encoders", "show", ID, "--json")
    assert (status, told["data"]["images"]) == (1, 900)


def test_out_to_a_file_and_in_again(lookalike, learned, tmp_path):
    status, _, said = lookalike("encoders", "export", ID, tmp_path)
    path = tmp_path / "learned-small.lookalike-encoder"
    assert status == 0
    assert str(path) in said
    assert lookalike("encoders", "remove", ID, "--yes")[0] == 0
    assert installed(settings().data) == []
    status, _, said = lookalike("encoders", "import", path)
    assert status == 0
    assert said == f"{ID} is installed: 8 dims, fingerprint {learned.fingerprint[:8]}.\n"
    assert lookalike("encoders", "show", ID, "--json")[1]["fingerprint"] == learned.fingerprint
    assert f"{ID} was here already, the same: 8 dims" in lookalike("encoders", "import", path)[2]


@pytest.mark.parametrize("command", ["export", "remove"])
def test_only_those_made_from_data_can_be_exported_or_removed(lookalike, learned, command):
    arguments = ["x.lookalike-encoder"] if command == "export" else ["--yes"]
    status, _, sentence = lookalike("encoders", command, "classic", *arguments)
    assert (status, sentence.startswith("ID: “classic” is part of Lookalike, or")) == (2, True)
    status, _, sentence = lookalike("encoders", command, "learned:else", *arguments)
    assert (status, sentence) == (
        2,
        "ID: there is no “learned:else” here. There is: learned:small.\n",
    )


def test_a_file_that_is_no_encoder_is_a_sentence(lookalike, tmp_path):
    (tmp_path / "notes.txt").write_text("roses")
    status, _, sentence = lookalike("encoders", "import", tmp_path / "notes.txt")
    assert status == 1
    assert sentence.startswith("notes.txt cannot be read: it is no ZIP")


@pytest.mark.parametrize("kind", ["network", "head"])
def test_pictures_are_found_by_an_encoder_made_from_data(lookalike, pictures, each_engine, kind):
    if kind == "network":
        write_network(ID)
    else:
        write_head(ID, base="classic")
    assert lookalike("ingest", pictures, "-c", "mine", "-e", ID)[0] == 0
    status, found, said = lookalike(
        "search", "--image", pictures / "cold" / "blue.webp", "-c", "mine", "--json"
    )
    assert (status, said) == (0, "")
    assert [each["filename"] for each in found["hits"]][:1] == ["blue.webp"]
    distances = [each["distance"] for each in found["hits"]]
    assert len(distances) == 3
    assert distances[0] == pytest.approx(0, abs=1e-5)
    assert distances[1] > 0.01

    status, _, sentence = lookalike("encoders", "remove", ID, "--yes")
    assert status == 1
    assert "vectors of learned:small are in: mine;" in sentence
    assert installed(settings().data) == [ID]
    lookalike("collections", "drop", "mine", "--yes")
    assert lookalike("encoders", "remove", ID, "--yes")[0] == 0


@pytest.mark.elasticsearch
@pytest.mark.parametrize("engines", [("embedded", "elasticsearch"), ("elasticsearch", "embedded")])
def test_one_in_use_on_the_other_engine_stays(
    lookalike, pictures, learned, elasticsearch_url, monkeypatch, engines
):
    monkeypatch.setenv("LOOKALIKE_ELASTICSEARCH_URL", elasticsearch_url)
    monkeypatch.setenv("LOOKALIKE_ELASTICSEARCH_PREFIX", "t" + secrets.token_hex(4))
    there, here = engines
    monkeypatch.setenv("LOOKALIKE_ENGINE", there)
    assert lookalike("ingest", pictures, "-c", "mine", "-e", ID)[0] == 0
    monkeypatch.setenv("LOOKALIKE_ENGINE", here)
    status, _, sentence = lookalike("encoders", "remove", ID, "--yes")
    assert status == 1
    assert f"vectors of {ID} are in: mine (LOOKALIKE_ENGINE={there});" in sentence
    assert installed(settings().data) == [ID]
    monkeypatch.setenv("LOOKALIKE_ENGINE", there)
    lookalike("collections", "drop", "mine", "--yes")
    monkeypatch.setenv("LOOKALIKE_ENGINE", here)
    assert lookalike("encoders", "remove", ID, "--yes")[0] == 0


def test_where_the_other_engine_is_away_it_says_that_it_was_not_asked(
    lookalike, learned, monkeypatch
):
    monkeypatch.setenv("LOOKALIKE_ELASTICSEARCH_URL", "http://127.0.0.1:1")
    status, _, said = lookalike("encoders", "remove", ID, "--yes")
    assert status == 0
    assert f"Whether {ID} is in use on the engine elasticsearch was not asked: " in said
    assert said.endswith(f"Deleted “{ID}”.\n")


def test_one_of_another_fingerprint_than_a_collection_holds_can_go(lookalike, pictures, learned):
    assert lookalike("ingest", pictures, "-c", "mine", "-e", ID)[0] == 0
    folder = settings().data / "encoders" / "learned%3Asmall"
    for path in folder.iterdir():
        path.unlink()
    write_network(ID, seed=2)
    assert lookalike("encoders", "remove", ID, "--yes")[0] == 0
    status, _, sentence = lookalike(
        "search", "--image", pictures / "warm" / "red.png", "-c", "mine"
    )
    assert status != 0
    assert "learned:small" in sentence
