"""Files that somebody could bring as an encoder: whole ones, and hostile ones with what is told of them."""

import hashlib
import json
import os

from lookalike.encoders.card import BundleFile
from tests.encoders.models import external, network, network_card, node
from tests.sources.zips import Entry


def card_for(**files):
    """A card for files given with their bytes, as JSON."""
    told = {
        name.replace("_onnx", ".onnx"): BundleFile(bytes=len(body), sha256=digest(body))
        for name, body in files.items()
    }
    return json.loads(network_card(files=told).as_json())


def digest(body):
    return hashlib.sha256(body).hexdigest()


MODEL = network()


def members(card=None, model=MODEL, *more, **of_card):
    """The members of a ZIP with a card and a model."""
    told = (card or card_for(model_onnx=MODEL)) | of_card
    entries = [Entry(b"card.json", json.dumps(told).encode())]
    return [*entries, *([Entry(b"model.onnx", model)] if model is not None else []), *more]


def changed_hash():
    card = card_for(model_onnx=MODEL)
    return members(card, network(seed=2))


def larger(count):
    card = card_for(model_onnx=MODEL)
    card["files"]["model.onnx"]["bytes"] = count
    return members(card)


def named(name):
    """A card that names a further file."""
    card = card_for(model_onnx=MODEL)
    card["files"][name] = {"bytes": 1, "sha256": digest(b"-")}
    return members(card, MODEL, Entry(name.encode(), b"-"))


EVIL = network(
    last=node("Evil", "sums", "rows", domain="evil.example"),
    opsets=[("", 18), ("evil.example", 1)],
)
OUTSIDE = network(last=node("Add", "sums", "w2", "rows"), constants=[external("/etc/hostname")])

HOSTILE = {
    "no card": ([Entry(b"model.onnx", MODEL)], "holds no card.json"),
    "a card in a folder": ([Entry(b"x/card.json", b"{}")], "holds no card.json"),
    "nothing": ([], "holds no card.json"),
    "two cards": ([*members(), members()[0]], "several files of one name"),
    "two models": (members(None, MODEL, Entry(b"model.onnx", MODEL)), "several files of one name"),
    "a further file": (members(None, MODEL, Entry(b"run.sh", b"-")), "“run.sh” in it is not on"),
    "a speed": (members(None, MODEL, Entry(b"speed.json", b"{}")), "“speed.json” in it is not on"),
    "upwards": (members(None, MODEL, Entry(b"../x.onnx", b"-")), "points out of the archive"),
    "absolute": (members(None, MODEL, Entry(b"/etc/x.onnx", b"-")), "points out of the archive"),
    "a link": (
        [members()[0], Entry(b"model.onnx", MODEL, mode=0o120777)],
        "“model.onnx” in it is no regular file",
    ),
    "a device": ([Entry(b"card.json", b"{}", mode=0o020666)], "no regular file"),
    "no model": (members(model=None), "lacks “model.onnx”"),
    "another size": (larger(len(MODEL) - 1), "“model.onnx” in it is not as its card says"),
    "another model": (changed_hash(), "“model.onnx” in it is not as its card says"),
    "a wrong checksum": (
        [members()[0], Entry(b"model.onnx", MODEL, crc=1)],
        "“model.onnx” in it is damaged",
    ),
    "larger than it says": (
        [members()[0], Entry(b"model.onnx", MODEL + b"more", size=len(MODEL), deflate=True)],
        "larger than the archive says",
    ),
    "a bomb": (
        [*members(), Entry(b"training.json", bytes(20_000_000), deflate=True)],
        "expand to more than 50 times",
    ),
    "long curves": (
        [*members(), Entry(b"training.json", os.urandom(2**20) * 17)],
        "“training.json” in it has more than",
    ),
    "curves that are none": (
        [*members(), Entry(b"training.json", b"[" * 100_000)],
        "“training.json” in it cannot be read as JSON",
    ),
    "a password": ([Entry(b"card.json", b"-" * 20, flags=1)], "locked with a password"),
    "a card that is none": ([Entry(b"card.json", b"[]")], "card.json is no card"),
    "a card that is no JSON": ([Entry(b"card.json", b"\xff\xfe")], "card.json is no card"),
    "a card without an end": ([Entry(b"card.json", b"[" * 100_000)], "card.json is no card"),
    "a long card": ([Entry(b"card.json", b" " * (2**20 + 1))], "“card.json” in it has more than"),
    "a bad id": (members(id="learned:../../x"), "card.json is no card of an encoder .id"),
    "the id of another": (members(id="classic"), "card.json is no card of an encoder .id"),
    "an id with a line": (members(id="learned:x\n"), "card.json is no card of an encoder .id"),
    "no dims": (members(dims=0), "card.json is no card of an encoder .dims"),
    "too many dims": (members(dims=10**9), "card.json is no card of an encoder .dims"),
    "a kind nobody knows": (members(kind="pickle"), "card.json is no card of an encoder .kind"),
    "colours for a terminal": (members(summary="\x1b[31m"), "control characters"),
    "a measure that is none": (members(measures={"p": float("nan")}), "encoder .measures.p"),
    "a schema of nobody": (members(schema=0), "card.json is no card of an encoder .schema"),
    "a file upwards": (named("../x.onnx"), "points out of the archive"),
    "a card that names itself": (named("card.json"), "several files of one name"),
    "a card that names our files": (named("speed.json"), "a name of our own"),
    "a hidden file": (named(".x.onnx"), "card.json is no card of an encoder .files"),
    "a folder of its own": (named("x/y.onnx"), "card.json is no card of an encoder .files"),
    "a huge file": (larger(10**12), "card.json is no card of an encoder .files.model.onnx.bytes"),
}  # fmt: skip


def left(data):
    """Names in the folder of all bundles."""
    folder = data / "encoders"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []
