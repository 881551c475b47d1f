"""From a trained pair to the bundle that ships: int8, looks, calibration, card."""

import shutil
from typing import NamedTuple

import numpy as np
from pydantic import JsonValue

from lookalike.encoders.appearance import MAP
from lookalike.encoders.arrays import as_npz
from lookalike.encoders.bundle import Bundle, has_bundle, read_bundle, write_bundle
from lookalike.encoders.card import Card
from lookalike.encoders.classic import ClassicEncoder
from lookalike.encoders.network import MODEL
from lookalike.encoders.registry import made_of
from lookalike.encoders.token_table import TABLE, TOKENIZER
from lookalike.training.mini.calibrate import calibrated
from lookalike.training.mini.exported import Exported, exported
from lookalike.training.mini.judge import Material
from lookalike.training.mini.looks import learned_looks, views_of
from lookalike.training.mini.pair import Pair
from lookalike.training.mini.panel import LARGE, panel
from lookalike.training.mini.shop import Shop
from lookalike.training.mini.task import MiniTask
from lookalike.training.mini.teacher import tokenizer_file
from lookalike.training.pictures import evenly
from lookalike.training.task import Progress

SUMMARY = "images and words in one space; learned by Lookalike's own recipe, no download"
TRIAL = "trial"


class Result(NamedTuple):
    """What is to be written down: the trained pair, what it learned from, and how that went."""

    task: MiniTask
    material: Material
    progress: Progress


def finish(shop: Shop, result: Result) -> Bundle:
    """Write the bundle into the folder of the shop, as into a data folder, and return it."""
    recipe, pair = shop.recipe, result.task.model
    if has_bundle(shop.work, recipe.bundle.id):
        return read_bundle(shop.work, recipe.bundle.id)
    made = exported(pair, result.task.judge, result.task.sample(), recipe.bundle)
    shop.say(f"{made.precision} is taken: {made.figures}")
    files = {
        MODEL: made.model,
        TABLE: _table(pair),
        TOKENIZER: tokenizer_file().read_bytes(),
        MAP: _looks(shop, result.material),
    }
    card = _card(shop, result, made)
    shutil.rmtree(shop.work / TRIAL, ignore_errors=True)
    encoder = made_of(write_bundle(shop.work / TRIAL, card, files))
    calibration = calibrated(shop, encoder, result.material)
    shutil.rmtree(shop.work / TRIAL)
    curves: list[JsonValue] = [{**each} for each in result.progress.curves]
    card = card.model_copy(update={"calibration": calibration})
    return write_bundle(shop.work, card, files, {"curves": curves})


def _table(pair: Pair) -> bytes:
    """Return the folded table as whole numbers of eight bits with a scale for each row."""
    rows = pair.words.folded().numpy()
    scales = np.maximum(np.abs(rows).max(1), np.finfo(np.float32).tiny) / 127
    table = np.round(rows / scales[:, None]).astype(np.int8)
    return as_npz({"table": table, "scales": scales.astype(np.float32)})


def _looks(shop: Shop, material: Material) -> bytes:
    """Return the map of looks, learned from training pictures of the parts with large ones."""
    is_large = np.isin(material.parts, LARGE) & ~material.examples.is_validation
    chosen = evenly(np.flatnonzero(is_large), shop.recipe.looks.pictures)
    shown = panel(shop, material.examples, chosen)
    recipe, seed = shop.recipe.looks, shop.recipe.seed
    views = views_of(ClassicEncoder(), shown.images, recipe.copies, seed)
    looks = learned_looks(views, recipe, seed)
    return as_npz({"mean": looks.mean, "directions": looks.directions.astype(np.float16)})


def _card(shop: Shop, result: Result, made: Exported) -> Card:
    recipe, examples = shop.recipe, result.material.examples
    parts, counts = np.unique(result.material.parts, return_counts=True)
    measures = {
        f"{part}, {precision}": figure
        for precision, figures in made.figures.items()
        for part, figure in figures.items()
    }
    return Card(
        id=recipe.bundle.id,
        kind="pair",
        dims=recipe.dims + recipe.looks.dims,
        summary=SUMMARY,
        preprocessing={
            "side": recipe.bundle.side,
            "fit": "stretch",
            "meaning": recipe.dims,
            "weight": recipe.looks.weight,
            "appearance": ClassicEncoder().fingerprint,
            "precision": made.precision,
        },
        recipe={"name": "mini", **recipe.model_dump(mode="json", by_alias=True)},
        data={
            "images": len(examples.ids),
            "validation": examples.held_out,
            "parts": dict(zip(parts.tolist(), counts.tolist(), strict=True)),
            "digest": examples.digest,
            "seconds": round(result.progress.seconds),
        },
        measures=measures,
    )
