"""A small collection of real images on either engine, as an ingest would leave it."""

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np

from lookalike.core.document import Document, FileEntry
from lookalike.core.files import write_atomically
from lookalike.core.settings import Settings, load_settings
from lookalike.encoders import registry
from lookalike.imaging import decode, derive
from lookalike.search.collections import ensure
from lookalike.search.engine import Engine, Item
from lookalike.search.engines import open_engine
from lookalike.search.media import media_path
from lookalike.search.service import add
from tests.fake_encoder import FakeEncoder

COLOURS = {
    "red": (230, 20, 20),
    "dark-red": (120, 10, 10),
    "green": (20, 200, 20),
    "blue": (20, 20, 220),
    "grey": (128, 128, 128),
}


def picture(colour, width=96, height=64, kind=".png"):
    """Return an image file of one colour with a paler square, so that it has something to see."""
    image = np.full((height, width, 3), colour[::-1], np.uint8)
    image[4 : height // 3, 4 : height // 3] //= 2
    return cv2.imencode(kind, image)[1].tobytes()


@dataclass
class Gallery:
    """Documents by their short names in `ids`."""

    engine: Engine
    settings: Settings
    encoders: list[Any]
    ids: dict[str, str] = field(default_factory=dict)

    def put(self, name, data, collection="gallery", **file):
        """Take one image in and return its id."""
        found = decode(data, name)
        made = derive(found.image)
        document_id = hashlib.sha256(data).hexdigest()
        entry = {"filename": f"{name}.png", "category": name.split("-")[-1], "folder": "colours"}
        document = Document(
            id=document_id,
            files=(FileEntry(uri=f"file:///{name}.png", size=len(data), **(entry | file)),),
            width=found.width,
            height=found.height,
            format=found.format,
            colours=made.colours,
        )
        rows = {each.field: each.encode_images([found.image])[0] for each in self.encoders}
        [written] = add(self.engine, collection, [Item(document, rows)], refresh="wait_for")
        assert written.outcome == "created"
        uid = self.engine.collection(collection).uid
        write_atomically(media_path(self.settings.data, uid, document_id), made.thumbnail)
        self.ids[name] = document_id
        return document_id

    def close(self):
        """Let go of the engine and of the encoders that were registered; empty a shared cluster."""
        if self.settings.engine == "elasticsearch" and self.engine.health().ok:
            for each in self.engine.collections():
                self.engine.drop(each.name)
        self.engine.close()
        for each in self.encoders:
            registry.forget(each.id)


def on_cluster(url):
    """Return the settings of a gallery on the cluster at `url`, beside all others there."""
    return {
        "engine": "elasticsearch",
        "elasticsearch_url": url,
        "elasticsearch_prefix": "w" + secrets.token_hex(4),
        "elasticsearch_index_type": "flat",
    }


def colours(data, **settings):
    """Return a gallery of five plain colours in the data folder `data`."""
    encoder = FakeEncoder()
    registry.register(encoder)
    known = load_settings(data=data, **settings)
    made = Gallery(open_engine(known), known, [encoder])
    ensure(made.engine, "gallery", [encoder], title="Plain colours")
    for name, colour in COLOURS.items():
        made.put(name, picture(colour))
    return made
