"""Versions of an encoder that ships, as an update of Lookalike brings them."""

from pathlib import Path

import numpy as np

from lookalike.encoders import registry, shipped
from tests.fake_encoder import FakeEncoder


class Version(FakeEncoder):
    """One version: its rows are those of the fake encoder, turned by its number less one."""

    def __init__(self, number):
        self.id, self.number = f"mini-{number}", number

    @property
    def fingerprint(self):
        return f"{self.number:064}"

    def encode_images(self, images):
        return np.roll(super().encode_images(images), self.number - 1, axis=1)

    def encode_words(self, words):
        return np.roll(super().encode_words(words), self.number - 1, axis=1)


def ship_up_to(monkeypatch, number):
    """Let Lookalike ship the versions from 1 up to a number."""
    versions = [Version(each) for each in range(1, number + 1)]
    folders = dict.fromkeys([each.id for each in versions], Path("/nowhere"))
    monkeypatch.setattr(shipped, "shipped", lambda: folders)
    for each in versions:
        registry.register(each)


def forget_versions():
    """Undo that, as far as the registry goes."""
    for each in ("mini-1", "mini-2"):
        registry.forget(each)
