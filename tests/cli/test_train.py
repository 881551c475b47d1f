"""`lookalike train`: from a folder, a CSV or a collection to an encoder; killed, refused, gone on."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from lookalike.core.settings import settings
from lookalike.encoders.bundle import read_bundle
from lookalike.encoders.registry import load_encoder, made_of
from lookalike.training.checkpoint import load_checkpoint
from lookalike.training.workplace import check_same, workplace
from tests.training.drawn import COLOURS, draw, picture

ROOT = Path(__file__).parents[2]
FEW = ("--epochs", 3, "--batch", 8)


@pytest.fixture
def data(tmp_path):
    return draw(tmp_path / "Colours", each=12)


def test_a_folder_becomes_an_encoder_and_what_could_not_be_read_is_listed(lookalike, data):
    data = data.rename(os.fsdecode(os.fsencode(data) + b"\xe9"))  # a name that no card can hold
    (data / "red" / "cut.png").write_bytes((data / "red" / "0.png").read_bytes()[:90])
    status, out, err = lookalike("train", data, "--name", "colours", *FEW)
    assert status == 3
    learned = re.search(r"learned:colours: learned from (\d+) images", out)
    assert learned
    assert 30 <= int(learned[1]) < 36
    assert "of the 10 nearest of a validation image" in out
    assert "lookalike collections add-encoder NAME learned:colours" in out
    assert "Left out: 1" in err
    assert "red/cut.png is truncated" in err
    listed = lookalike("encoders", "list", "--json")[1]["encoders"]
    assert {"id": "learned:colours", "ready": True}.items() <= {
        key: value for row in listed if row["id"] == "learned:colours" for key, value in row.items()
    }.items()
    status, _out, _err = lookalike("ingest", data, "-c", "colours", "-e", "learned:colours")
    assert status in (0, 3)
    found = lookalike("search", "--image", data / "blue" / "3.png", "--json", "-k", 5)[1]["hits"]
    assert {each["category"][0] for each in found} == {"blue"}

    status, _out, err = lookalike("train", data, "--name", "colours")
    assert (status, "an encoder “learned:colours” already" in err) == (1, True)


def test_a_collection_teaches_and_an_unfinished_training_is_forgotten_on_demand(lookalike, data):
    assert lookalike("ingest", data, "-c", "colours")[0] == 0
    with workplace(settings().data, "learned:mine", fresh=False) as folder:
        check_same(folder, "learned:mine", {"plan": "another"})
    command = ("train", "colours", "--name", "mine", *FEW, "--validation", "0.5", "--json")
    status, _out, err = lookalike(*command)
    assert status == 1
    assert "an unfinished training of learned:mine was begun with other settings or data" in err
    status, told, _err = lookalike(*command, "--fresh")
    assert status == 0
    assert (told["id"], told["data"]["images"], told["data"]["source"]) == (
        "learned:mine",
        36,
        "colours",
    )
    assert told["recipe"]["base"] == "classic"
    assert 10 <= told["data"]["validation"] <= 26
    assert told["measures"]["purity@10"] > 0.5


def test_only_one_process_trains_an_encoder(lookalike, data):
    with workplace(settings().data, "learned:mine", fresh=False):
        status, _out, err = lookalike("train", data, "--name", "mine")
    assert status == 1
    assert "learned:mine is being trained already, by another process" in err


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--name", "Mine!"), "“learned:Mine!” cannot be the name of an encoder"),
        (
            ("--name", "a", "--recipe", "bovw", "--epochs", 3),
            "--epochs: the recipe bovw has no such",
        ),
        (
            ("--name", "a", "--side", "32"),
            "--side: the recipe head has no such option, only scratch",
        ),
        (("--name", "a", "--recipe", "scratch", "--base", "classic"), "only head, finetune"),
        (("--name", "a", "--base", "clasic"), "there is no “clasic” here. There is: classic"),
        (("--name", "a", "--recipe", "finetune", "--base", "vit_x"), "timm knows no model “vit_x”"),
        (("--name", "a", "--recipe", "finetune", "--weights", "none.pt"), "none.pt"),
    ],
)
def test_options_that_cannot_be_meant_are_a_sentence(lookalike, data, given, said):
    status, out, err = lookalike("train", data, *given)
    assert (status, out) == (2, "")
    assert said in err


def test_data_that_cannot_teach_are_a_sentence(lookalike, tmp_path):
    def told(source):
        status, out, err = lookalike("train", source, "--name", "a")
        assert (status in (1, 2), out) == (True, "")
        return err

    one = draw(tmp_path / "one", each=12, categories=["red"])
    assert "all its images are in one category, “red”, and a training needs two" in told(one)
    three = draw(tmp_path / "three", each=1)
    assert "it holds 3 images to learn from, and a training needs 10 at least, in two" in told(
        three
    )
    four = draw(tmp_path / "four", each=2, categories=["red", "blue"])
    assert "it holds 4 images to learn from, and a training needs 10 at least, in two" in told(four)
    broken = tmp_path / "broken" / "red"
    broken.mkdir(parents=True)
    (broken / "a.png").write_bytes(b"nothing")
    assert "not one of its 1 images can be used. The first: red/a.png" in told(broken.parent)
    table = tmp_path / "table.csv"
    table.write_text("image,kind\none/red/0.png,red\n")
    sentence = told(table)
    assert "table.csv" in sentence
    assert "category" in sentence
    assert "kind" in sentence
    assert "no-such" in told(tmp_path / "no-such")
    assert "neither a folder, ZIP or CSV “nowhere” nor a collection" in told("nowhere")


@pytest.mark.parametrize("recipe", ["head", "scratch"])
def test_captions_are_asked_of_a_recipe_and_of_data_that_have_them(lookalike, data, recipe):
    command = ("train", data, "--name", "a", "--recipe", recipe, "--loss", "captions")
    status, out, err = lookalike(*command)
    assert (status, out) == (2, "")
    assert err == {
        "head": "--loss: a head learns from categories; learn from captions with --recipe scratch.\n",
        "scratch": f"{data}: a folder or ZIP holds no captions; give a CSV with the columns image and "
        "caption.\n",
    }.get(recipe)


def test_a_training_that_never_began_leaves_no_files(lookalike, tmp_path):
    draw(tmp_path / "one", each=12, categories=["red"])
    lookalike("train", tmp_path / "one", "--name", "a")
    assert [each.name for each in (settings().data / "training").iterdir()] == ["learned%3Aa.lock"]


WITHOUT = """
import sys
sys.modules |= dict.fromkeys(("torch", "timm", "sklearn", "onnxscript"))
from lookalike.cli.main import run
for recipe in ("head", "scratch", "finetune", "bovw"):
    print(run(["train", sys.argv[1], "--name", "a", "--recipe", recipe]))
"""


def test_without_the_extra_it_says_what_brings_it(data):
    call = [sys.executable, "-c", WITHOUT, str(data)]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(call, env=env, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["2"] * 4
    assert run.stderr.count("pip install 'lookalike[train]' brings it") == 4


OFTEN = """
import sys
from lookalike.training import loop
loop.SAVE_EVERY = 0.0  # so that a short training has checkpoints, too
from lookalike.cli.main import run
sys.exit(run(sys.argv[1:]))
"""


def test_killed_at_three_moments_it_goes_on_and_ends_at_the_same(
    lookalike, data, tmp_path, monkeypatch
):
    command = ["train", data, "--name", "n", "--recipe", "scratch", "--epochs", 8, "--batch", 8]
    command += ["--precision", "float32", "--json"]
    status, whole, _err = lookalike(*command)
    assert status == 0
    before = load_encoder("learned:n").encode_images([picture(each, 500) for each in COLOURS])

    killed = tmp_path / "killed"
    checkpoint = killed / "training" / "learned%3An" / "checkpoint.pt"
    call = [sys.executable, "-c", OFTEN, *map(str, command)]
    given = {
        "env": os.environ | {"LOOKALIKE_DATA": str(killed), "PYTHONPATH": str(ROOT)},
        "stdout": subprocess.PIPE,
    }
    steps = [0]
    for _each in range(3):
        run = subprocess.Popen(call, **given)
        _wait_for_checkpoints(checkpoint, random.randint(1, 3), run)
        time.sleep(random.random() / 10)
        run.send_signal(signal.SIGKILL)
        run.communicate()
        steps.append(load_checkpoint(checkpoint)["progress"]["step"])
    assert steps == sorted(set(steps)), "each goes on where the last one was"
    assert steps[-1] < 32
    assert subprocess.run(call, **given, check=False).returncode == 0

    bundle = read_bundle(killed, "learned:n")
    assert bundle.card.measures == pytest.approx(whole["measures"], abs=1e-4)
    after = made_of(bundle).encode_images([picture(each, 500) for each in COLOURS])
    assert np.allclose(before, after, atol=1e-4)
    assert not checkpoint.exists()


def _wait_for_checkpoints(path, count, run):
    """Return when a running process has written so many."""
    seen = _written(path)
    while count and run.poll() is None:
        time.sleep(0.005)
        if (now := _written(path)) != seen:
            seen, count = now, count - 1
    assert run.poll() is None, "it ended before it was killed"


def _written(path):
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
