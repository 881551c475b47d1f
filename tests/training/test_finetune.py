"""Fine-tuning: the last blocks of a tiny vision transformer, with weights from a file."""

import socket
from contextlib import suppress
from threading import Thread

import numpy as np
import pytest
import safetensors.torch
import torch

from lookalike.core.errors import BadRequest, EncoderUnavailable
from lookalike.core.settings import settings
from lookalike.encoders.registry import load_encoder
from lookalike.training.finetune import Finetune
from lookalike.training.learn import Request
from tests.training.drawn import COLOURS, draw, learned, picture, trained

TINY = "test_vit"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The same weights, drawn by chance, in files of two kinds."""
    import timm

    torch.manual_seed(11)
    weights = timm.create_model(TINY, num_classes=5).state_dict()
    folder = tmp_path_factory.mktemp("weights")
    safetensors.torch.save_file(weights, folder / "vit.safetensors")
    torch.save({"state_dict": weights}, folder / "vit.pt")
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return draw(tmp_path_factory.mktemp("drawn"), each=4)


def test_it_becomes_an_encoder_of_the_size_of_its_model(data, files):
    request = Request("learned:vit", "Colours", wanted={"epochs": 1, "batch": 4})
    made = learned(data, Finetune(TINY, 1, files / "vit.safetensors"), request, settings().data)
    card = made.bundle.card
    assert (card.kind, card.dims, card.preprocessing) == (
        "network",
        64,
        {"side": 160, "fit": "crop"},
    )
    assert (card.recipe["model"], card.recipe["blocks"]) == (TINY, 1)
    assert len(card.recipe["weights"]) == 64
    rows = load_encoder("learned:vit").encode_images([picture(each, 9) for each in COLOURS])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_only_the_last_blocks_and_the_norm_learn_whatever_file_it_was(data, files, tmp_path):
    before = torch.load(files / "vit.pt")["state_dict"]
    after = []
    for name in ("vit.safetensors", "vit.pt"):
        method = Finetune(TINY, 2, files / name)
        model, _progress, _examples = trained(data, method, tmp_path / name, epochs=1, batch=4)
        after.append(model.trunk.state_dict())
    changed = {name for name, was in after[0].items() if not torch.equal(was, before[name])}
    assert changed
    assert all(name.startswith(("blocks.4.", "blocks.5.", "norm.")) for name in changed)
    for name, weights in after[0].items():
        assert torch.allclose(weights, after[1][name], atol=1e-6)


def test_statistics_of_frozen_layers_stay_as_they_are(tmp_path):
    import timm

    torch.manual_seed(2)
    torch.save(timm.create_model("test_efficientnet").state_dict(), tmp_path / "weights.pt")
    network = Finetune("test_efficientnet", 1, tmp_path / "weights.pt")._network.train()
    first, last = network.trunk.bn1, network.trunk.blocks[-1]
    assert not first.training
    assert last.training


def test_a_model_that_timm_does_not_know():
    with pytest.raises(BadRequest, match="--base: timm knows no model “vit_of_mine”"):
        Finetune("vit_of_mine", 1, None)


def test_more_blocks_than_there_are(files):
    with pytest.raises(BadRequest, match=r"--blocks: “test_vit” has 6 blocks, choose 1 to 6\."):
        Finetune(TINY, 7, files / "vit.pt")


def test_a_model_without_blocks(tmp_path):
    import timm

    torch.save(timm.create_model("test_resnet").state_dict(), tmp_path / "weights.pt")
    with pytest.raises(BadRequest, match="“test_resnet” is not built of blocks; take a vision"):
        Finetune("test_resnet", 1, tmp_path / "weights.pt")


def test_files_that_hold_no_such_weights(files, tmp_path):
    torch.save({"a": torch.zeros(3)}, tmp_path / "other.pt")
    (tmp_path / "words.pt").write_text("no weights at all")
    (tmp_path / "words.safetensors").write_text("no weights at all")
    torch.save({"state_dict": slice(3)}, tmp_path / "object.pt")
    (tmp_path / "cut.safetensors").write_bytes((files / "vit.safetensors").read_bytes()[:5000])
    for path in tmp_path.iterdir():
        with pytest.raises(
            EncoderUnavailable, match=f"{path} does not hold the weights of test_vit"
        ):
            Finetune(TINY, 1, path)


@pytest.fixture
def hub(monkeypatch, tmp_path):
    """A hub that hangs up on everybody; the list of who came, and the folder of what was fetched."""
    from huggingface_hub import constants

    came = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up():
            with suppress(OSError):
                while True:
                    connection, address = server.accept()
                    came.append(address)
                    connection.close()

        Thread(target=hang_up, daemon=True).start()
        monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{server.getsockname()[1]}")
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
        yield came, tmp_path / "hub"


def test_a_hub_that_does_not_answer_is_asked_once(hub):
    came, _folder = hub
    with pytest.raises(EncoderUnavailable, match=r"cannot be fetched \(.+\).* --weights"):
        Finetune(TINY, 1, None)
    assert len(came) == 1


def test_weights_that_were_fetched_before_need_no_hub(hub, files):
    _came, folder = hub
    weights = safetensors.torch.load_file(files / "vit.safetensors")
    known = folder / "models--timm--test_vit.r160_in1k"
    (known / "snapshots" / "0123").mkdir(parents=True)
    (known / "refs").mkdir()
    (known / "refs" / "main").write_text("0123")
    (known / "snapshots" / "0123" / "model.safetensors").write_bytes(
        (files / "vit.safetensors").read_bytes()
    )
    after = Finetune(TINY, 1, None)._network.trunk.state_dict()
    assert all(torch.equal(after[name], weights[name]) for name in after)


def test_weights_that_cannot_be_fetched():
    with pytest.raises(EncoderUnavailable) as refused:
        Finetune("test_vit_relpos", 1, None)  # timm has none for it, network or not
    assert "its weights are not here and cannot be fetched" in str(refused.value)
    assert "give a file of them with --weights" in str(refused.value)
