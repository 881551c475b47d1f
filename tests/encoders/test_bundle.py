import json

import pytest

from lookalike.core.errors import BadRequest, Conflict, EncoderUnavailable, NotFound, UnknownChoice
from lookalike.core.settings import settings
from lookalike.encoders import registry
from lookalike.encoders.bundle import (
    check_new,
    installed,
    read_bundle,
    read_card,
    remove_bundle,
    write_bundle,
)
from lookalike.encoders.card import Base, BundleFile
from tests.encoders.brought_files import left
from tests.encoders.drawings import drawn
from tests.encoders.models import network, network_card, write_network

ID = "learned:small"


@pytest.fixture
def folder(data):
    """Where the files of a bundle lie."""
    return write_network(ID).folder


def change(path, **fields):
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


def test_a_bundle_is_read_as_it_was_written(data):
    card = network_card(
        recipe={"name": "scratch", "seed": 7}, data={"images": 900}, measures={"purity@10": 0.93}
    )
    written = write_bundle(data, card, {"model.onnx": network()}, {"loss": [2.0, 1.5]})
    read = read_bundle(data, ID)
    assert read == written
    assert read.path("model.onnx").read_bytes() == network()
    assert (read.card.recipe["seed"], read.card.measures) == (7, {"purity@10": 0.93})
    assert json.loads((read.folder / "training.json").read_text()) == {"loss": [2.0, 1.5]}
    assert installed(data) == [ID]
    assert left(data) == ["learned%3Asmall"]


def test_files_are_taken_from_disk_as_well(data, tmp_path):
    source = tmp_path / "exported.onnx"
    source.write_bytes(network())
    written = write_bundle(data, network_card(), {"model.onnx": source})
    assert written.card.fingerprint == read_bundle(data, ID).card.fingerprint
    assert source.exists()


def test_a_fingerprint_is_of_what_decides_the_rows_and_nothing_else():
    file = BundleFile(bytes=1, sha256="a" * 64)
    card = network_card(files={"model.onnx": file})
    same = [
        card.model_copy(update={"id": "learned:other"}),
        card.model_copy(update={"summary": "x", "data": {"images": 1}, "recipe": {"seed": 2}}),
        card.model_copy(update={"measures": {"p": 1.0}}),
        card.model_copy(update={"preprocessing": {"fit": "stretch", "side": 16}}),
    ]
    other = [
        card.model_copy(update={"dims": 9}),
        card.model_copy(update={"kind": "head"}),
        card.model_copy(update={"preprocessing": {"side": 16, "fit": "crop"}}),
        card.model_copy(update={"files": {"model.onnx": BundleFile(bytes=1, sha256="b" * 64)}}),
        card.model_copy(update={"files": {"weights.onnx": file}}),
        card.model_copy(update={"base": Base(id="classic", fingerprint="c" * 64)}),
    ]
    assert {each.fingerprint for each in same} == {card.fingerprint}
    assert len({each.fingerprint for each in [card, *other]}) == 7


@pytest.mark.parametrize(
    "name",
    ["small", "learned:", "learned:Small", "learned:a_b", "learned:-a", "learned:" + "a" * 64,
     "learned:../a", "learned:a\n", "other:a", "", "classic"],
)  # fmt: skip
def test_a_name_that_cannot_be_is_refused_with_what_can(data, name):
    with pytest.raises(BadRequest, match="use a-z, 0-9 and -"):
        check_new(data, name)


def test_a_name_that_is_taken_is_refused_and_the_bundle_stays(data, folder):
    before = (folder / "card.json").read_bytes()
    with pytest.raises(Conflict, match=r"learned:small.* already.*choose another name"):
        write_network(ID, seed=2)
    assert (folder / "card.json").read_bytes() == before
    assert left(data) == ["learned%3Asmall"]


@pytest.mark.parametrize(
    "files",
    [
        {"card.json": b"{}"},
        {"Model.onnx": b""},
        {"noextension": b""},
        {f"a{i}.npy": b"" for i in range(65)},
    ],
)
def test_files_of_other_names_are_not_written(data, files):
    with pytest.raises(BadRequest):
        write_bundle(data, network_card(), files)
    assert left(data) == []


def test_a_bundle_written_while_the_process_runs_is_found_and_made_once(data):
    assert ID not in registry.encoder_ids()
    write_network(ID)
    assert ID in registry.encoder_ids()
    encoder = registry.load_encoder(ID)
    assert registry.load_encoder(ID) is encoder
    assert (encoder.id, encoder.dims, encoder.summary) == (ID, 8, "sixteen pixels")


def test_one_of_the_same_name_that_comes_later_is_another_encoder(data):
    write_network(ID)
    first, unused = registry.load_encoder(ID), registry.made_of(read_bundle(data, ID))
    [old] = first.encode_images([drawn(40, 30)])
    remove_bundle(data, ID)
    with pytest.raises(UnknownChoice, match="learned:small"):
        registry.load_encoder(ID)
    write_network(ID, seed=2)
    second = registry.load_encoder(ID)
    assert second.field != first.field
    [new] = second.encode_images([drawn(40, 30)])
    assert abs(float(old @ new)) < 0.99
    assert first.encode_images([drawn(40, 30)])[0].tolist() == old.tolist()
    with pytest.raises(EncoderUnavailable, match=r"model.onnx is not as it was written"):
        unused.encode_images([drawn(40, 30)])


def test_a_card_is_read_once_as_long_as_its_file_is_the_same(data, folder):
    card = read_card(data, ID)
    assert read_card(data, ID) is card
    change(folder / "card.json", summary="by another hand")
    assert read_card(data, ID).summary == "by another hand"
    card_that_is_none(folder)
    for _again in range(2):
        with pytest.raises(EncoderUnavailable, match="is no card"):
            read_card(data, ID)
    remove_bundle(data, ID)
    with pytest.raises(NotFound):
        read_card(data, ID)
    assert read_card(data, write_network(ID, seed=2).card.id).fingerprint != card.fingerprint


def test_the_same_name_in_another_data_folder_is_another_encoder(data, tmp_path, monkeypatch):
    write_network(ID)
    first = registry.load_encoder(ID)
    monkeypatch.setenv("LOOKALIKE_DATA", str(tmp_path / "elsewhere"))
    settings.cache_clear()
    assert ID not in registry.encoder_ids()
    write_network(ID, seed=2)
    assert registry.load_encoder(ID).fingerprint != first.fingerprint


def test_what_is_removed_is_gone_and_what_is_not_there_says_so(data, folder):
    remove_bundle(data, ID)
    assert installed(data) == []
    assert left(data) == []
    for gone in (read_bundle, remove_bundle):
        with pytest.raises(NotFound, match="learned:small"):
            gone(data, ID)


def damaged_file(folder):
    (folder / "model.onnx").write_bytes(network(seed=2))


def truncated_file(folder):
    (folder / "model.onnx").write_bytes(network()[:-1])


def missing_file(folder):
    (folder / "model.onnx").unlink()


def folder_for_a_file(folder):
    missing_file(folder)
    (folder / "model.onnx").mkdir()


def card_of_another(folder):
    change(folder / "card.json", id="learned:other")


def card_that_is_none(folder):
    (folder / "card.json").write_bytes(b"\xff{")


def card_without_dims(folder):
    change(folder / "card.json", dims=0)


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (damaged_file, "model.onnx is not as it was written"),
        (truncated_file, "model.onnx is not as it was written"),
        (missing_file, "model.onnx is missing"),
        (folder_for_a_file, "model.onnx is missing or cannot be read"),
        (card_of_another, "card.json is that of “learned:other”"),
        (card_that_is_none, "card.json is no card"),
        (card_without_dims, "card.json is no card of an encoder .dims"),
    ],
)
def test_a_damaged_bundle_says_which_file_and_what_to_do(data, folder, damage, named):
    damage(folder)
    assert registry.encoder_ids().count(ID) == 1
    with pytest.raises(EncoderUnavailable, match=f"{named}.*import it again.*encoders remove"):
        registry.load_encoder(ID)
    remove_bundle(data, ID)
    assert installed(data) == []


def test_a_card_of_a_newer_lookalike_is_not_guessed_at(folder):
    change(folder / "card.json", schema=2, dims="many")
    with pytest.raises(EncoderUnavailable, match=r"newer Lookalike.*Update"):
        registry.load_encoder(ID)


@pytest.mark.parametrize(
    "preprocessing", [{}, {"side": 16}, {"side": 4, "fit": "crop"}, {"side": 16, "fit": "zoom"}]
)
def test_a_network_without_the_size_of_its_squares_is_unavailable(preprocessing):
    write_network(ID, preprocessing=preprocessing)
    with pytest.raises(EncoderUnavailable, match=r"preprocessing in card.json .*(side|fit)"):
        registry.load_encoder(ID)


def test_what_a_killed_process_left_is_swept_before_the_next_is_written(data):
    for name in (".staged-1a2b3c4d/new", "learned%3Asmall"):
        (data / "encoders" / name).mkdir(parents=True)
    (data / "encoders" / ".staged-1a2b3c4d" / "new" / "model.onnx").write_bytes(b"half")
    (data / "encoders" / "learned%3Asmall" / "speed.json").write_text("{}")
    assert installed(data) == []
    write_network(ID)
    assert left(data) == ["learned%3Asmall"]
    assert read_bundle(data, ID).card.id == ID
