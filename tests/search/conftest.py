"""A small gallery of plain colours on the embedded engine, encoded by the fake encoder."""

import hashlib
from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest

from lookalike.core.document import Document, FileEntry
from lookalike.core.settings import Settings, load_settings
from lookalike.encoders import registry
from lookalike.search.collections import ensure
from lookalike.search.embedded.engine import EmbeddedEngine
from lookalike.search.engine import Item
from lookalike.search.service import SearchService, add
from tests.fake_encoder import FakeEncoder

COLOURS = {
    "red": (255, 0, 0),
    "dark red": (160, 0, 0),
    "green": (0, 255, 0),
    "blue": (0, 0, 255),
    "grey": (128, 128, 128),
}


def png(colour):
    """Return a PNG of one colour."""
    image = np.full((32, 48, 3), colour[::-1], np.uint8)
    return cv2.imencode(".png", image)[1].tobytes()


@dataclass
class Gallery:
    engine: EmbeddedEngine
    settings: Settings
    service: SearchService
    encoder: FakeEncoder
    ids: dict[str, str] = field(default_factory=dict)

    def put(self, name, data, collection="gallery"):
        document_id = hashlib.sha256(data).hexdigest()
        image = cv2.cvtColor(cv2.imdecode(np.frombuffer(data, np.uint8), 1), cv2.COLOR_BGR2RGB)
        file = FileEntry(
            uri=f"file:///{name}.png",
            size=len(data),
            filename=f"{name}.png",
            category=name.split()[-1],
        )
        document = Document(id=document_id, files=(file,), width=48, height=32, format="PNG")
        row = self.encoder.encode_images([image])[0]
        [written] = add(self.engine, collection, [Item(document, {self.encoder.field: row})])
        assert written.outcome == "created"
        self.ids[name] = document_id


@pytest.fixture
def gallery(tmp_path):
    encoder = FakeEncoder()
    registry.register(encoder)
    settings = load_settings(data=tmp_path / "data")
    engine = EmbeddedEngine(settings.data)
    ensure(engine, "gallery", [encoder])
    made = Gallery(engine, settings, SearchService(engine, settings), encoder)
    for name, colour in COLOURS.items():
        made.put(name, png(colour))
    yield made
    engine.close()
