"""An encoder that sees red alone: distances are differences that anybody can subtract."""

import hashlib

import cv2
import numpy as np

from lookalike.core.document import Document, FileEntry
from lookalike.encoders.base import Encoder
from lookalike.search.collections import ensure
from lookalike.search.engine import Item
from lookalike.search.service import add

ATTIC = {
    "ann": (10, ["warm"], "a"),
    "ben": (22, ["warm"], "b"),
    "cid": (30, ["cold"], "c"),
    "dot": (45, ["cold", "warm"], "d"),
    "eve": (100, [], "e"),
}
"""Name: red, categories, caption. By category, itself left out:

ann finds ben, cid, dot: relevant at 1 and 3 of 2, AP 5/6
ben finds cid, ann, dot: relevant at 2 and 3 of 2, AP 7/12
cid finds ben, dot, ann: relevant at 2 of 1, AP 1/2
dot finds cid, ben, ann: relevant at 1, 2 and 3 of 3, AP 1
eve has no category.
"""


class Red(Encoder):
    """(mean red, 1) by l2; words are such a number."""

    id = "red"
    dims = 2
    metric = "l2"
    reads_words = True

    @property
    def fingerprint(self):
        return hashlib.sha256(self.id.encode()).hexdigest()

    def encode_images(self, images):
        return np.array([[image[..., 0].mean(), 1] for image in images], np.float32)

    def encode_words(self, words):
        return np.array([[float(each), 1] for each in words], np.float32)


class Mute(Red):
    """Sees as Red does, from the other end, and reads no words."""

    id = "mute"
    reads_words = False

    def encode_images(self, images):
        return np.array([[image[..., 0].mean() % 20, 1] for image in images], np.float32)


def png(red):
    """Return a PNG of that red."""
    return cv2.imencode(".png", np.full((4, 4, 3), (0, 0, red), np.uint8))[1].tobytes()


def save(path, red):
    """Write a PNG of that red; return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(png(red))
    return path


def sha256(red):
    """Return the id of the document with that red."""
    return hashlib.sha256(png(red)).hexdigest()


def fill(engine, name, encoders, shelf):
    """Make the collection `name` of a shelf such as ATTIC."""
    ensure(engine, name, encoders)
    items = [_item(each, encoders, *shelf[each]) for each in shelf]
    assert {each.outcome for each in add(engine, name, items, refresh="wait_for")} == {"created"}
    return engine.collection(name)


def _item(name, encoders, red, categories, caption):
    files = [
        FileEntry(
            uri=f"file:///shelf/{category}/{name}.png",
            size=1,
            filename=f"{name}.png",
            category=category,
            caption=caption,
        )
        for category in categories or [None]
    ]
    image = np.full((4, 4, 3), (red, 0, 0), np.uint8)
    rows = {each.field: each.encode_images([image])[0] for each in encoders}
    return Item(Document(id=sha256(red), files=tuple(files), width=4, height=4), rows)
