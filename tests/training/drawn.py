"""Drawn pictures of categories that differ in colour, and trainings on them that take seconds."""

from dataclasses import replace

import cv2
import numpy as np

from lookalike.core.settings import Settings
from lookalike.imaging import Limits, is_candidate
from lookalike.sources.labelled import labelled_at
from lookalike.training.dataset import gather
from lookalike.training.labels import NEEDS, USUAL
from lookalike.training.learn import Shows, learn

COLOURS = {"red": (200, 40, 40), "green": (40, 160, 40), "blue": (40, 40, 200)}
QUIET = Shows(read=lambda *_: None, encoded=lambda *_: None, trained=lambda _: None)


def picture(category, number, side=40):
    """Return a picture (side, side, 3) of noise in the colour of its category."""
    noise = np.random.default_rng((sum(map(ord, category)), number)).normal(0, 40, (side, side, 3))
    return np.clip(COLOURS[category] + noise, 0, 255).astype(np.uint8)


def draw(folder, each=14, categories=COLOURS):
    """Write so many pictures of each category into a folder of its name; return `folder`."""
    for category in categories:
        (folder / category).mkdir(parents=True, exist_ok=True)
        for number in range(each):
            image = picture(category, number)[:, :, ::-1]
            data = cv2.imencode(".png", image)[1].tobytes()
            (folder / category / f"{number}.png").write_bytes(data)
    return folder


def learned(source, method, request, data, shows=QUIET):
    """Learn from a source into the data folder `data`."""
    items = labelled_at(source, is_candidate=is_candidate)
    return learn(items, method, request, Settings(data=data), shows)


def examples_of(source, method, folder, loss=None):
    """Gather a source for a method."""
    items = labelled_at(source, is_candidate=is_candidate)
    given = {"side": method.side, "fit": method.fit, "need": NEEDS[loss or USUAL]}
    return gather(items, folder, limits=Limits(), max_bytes=10**9, processes=1, **given)


def trained(source, method, folder, seed=0, **wanted):
    """Train a method on a source, no bundle made; return model, progress and examples."""
    examples = examples_of(source, method, folder / "examples", wanted.get("loss"))
    plan = replace(method.plan(len(examples.ids), seed), **{"precision": "float32"} | wanted)
    folder.mkdir(parents=True, exist_ok=True)
    model, progress = method.train(examples, plan, folder, QUIET.trained, QUIET.encoded)
    return model, progress, examples
