"""A small pair: the network of `models`, six tokens, the looks in three numbers."""

import json

import numpy as np

from lookalike.core.settings import settings
from lookalike.encoders.arrays import as_npz
from lookalike.encoders.bundle import write_bundle
from lookalike.encoders.calibration import Calibration, Curve
from lookalike.encoders.card import Card
from lookalike.encoders.classic import ClassicEncoder
from tests.encoders.models import DIMS, SIDE, network

VOCABULARY = ("[PAD]", "[UNK]", "red", "green", "dog", "##s")
LOOKS = 3


def tokenizer(vocabulary=VOCABULARY):
    """The bytes of a tokenizer as the library writes it: words in lower case, and their pieces."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    known = {token: number for number, token in enumerate(vocabulary)}
    made = Tokenizer(models.WordPiece(known, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return json.dumps(json.loads(made.to_str())).encode()


def table(rows=6, dims=DIMS):
    """A row for each token: token t points along t, with a scale of t."""
    return {"table": np.eye(rows, dims, dtype=np.int8), "scales": np.arange(rows, dtype=np.float32)}


def looks(dims=LOOKS):
    """A mean of nothing, and directions of chance."""
    chance = np.random.default_rng(5)
    directions = chance.normal(size=(dims, ClassicEncoder.dims)).astype(np.float16)
    return {"mean": np.zeros(ClassicEncoder.dims, np.float16), "directions": directions}


def pair_files(seed=1):
    """All files of a small pair."""
    return {
        "model.onnx": network(seed=seed),
        "tokenizer.json": tokenizer(),
        "tokens.npz": as_npz(table()),
        "appearance.npz": as_npz(looks()),
    }


def pair_card(encoder_id="mini-1", dims=DIMS + LOOKS, **said):
    """The card of one."""
    preprocessing = {
        "side": SIDE,
        "fit": "stretch",
        "meaning": DIMS,
        "weight": 0.5,
        "appearance": ClassicEncoder().fingerprint,
        "precision": "float32",
    }
    curve = Curve(slope=-8, offset=2)
    return Card(
        id=encoder_id,
        kind="pair",
        dims=dims,
        summary="a small pair",
        preprocessing=preprocessing | said,
        calibration=Calibration(images=curve, words=curve),
    )


def write_pair(encoder_id="mini-1", into=None, seed=1, files=None, **said):
    """Write one into a data folder, by default that of the settings."""
    card = pair_card(encoder_id, **said)
    return write_bundle(into or settings().data, card, files or pair_files(seed))
