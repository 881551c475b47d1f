"""Every encoder there is, those made from data among them, and pictures for them."""

import pytest

from lookalike.core.errors import EncoderUnavailable
from lookalike.core.settings import settings
from lookalike.encoders.bundle import installed
from lookalike.encoders.bundle_file import ENOUGH, import_bundle
from lookalike.encoders.registry import encoder_ids, load_encoder
from lookalike.encoders.shipped import shipped
from tests.encoders.drawings import drawn, plain
from tests.encoders.models import write_head, write_network
from tests.encoders.pairs import write_pair
from tests.encoders.words import write_bovw
from tests.fake_encoder import FakeEncoder


def _head_on_a_bundle():
    below = write_network("learned:below")
    write_head("learned:head", base=below.card.id, carried=True)


BUNDLES = {
    "learned:small": write_network,
    "learned:head": _head_on_a_bundle,
    "bovw:small": write_bovw,
    "mini-7": lambda: write_pair("mini-7"),
}
"""Encoders made from data: how a test writes the bundle of each."""


OURS = sorted({*encoder_ids()} - ({*installed(settings().data)} - {*shipped()}))
"""Those that are part of Lookalike, whatever is installed for the person who runs the tests."""


@pytest.fixture(params=[*OURS, *BUNDLES, "fake"])
def encoder(request, _settings_of_the_test):
    """Each registered encoder in turn, then those of bundles, then the fake one.

    One whose weights are missing is skipped.
    """
    if request.param == "fake":
        return FakeEncoder()
    if request.param in BUNDLES:
        BUNDLES[request.param]()
    try:
        return load_encoder(request.param)
    except EncoderUnavailable as error:
        pytest.skip(f"{request.param}: {error}")


@pytest.fixture(scope="session")
def pictures():
    """Ten pictures of ten sizes."""
    sizes = [
        (448, 600),
        (32, 32),
        (1, 1),
        (7, 500),
        (96, 96),
        (97, 95),
        (600, 448),
        (3, 2),
        (64, 64),
    ]
    return [drawn(*size, phase) for phase, size in enumerate(sizes)] + [plain(255)]


@pytest.fixture
def data():
    return settings().data


@pytest.fixture
def brought(tmp_path, data):
    """Import the bytes of a file that somebody brought."""

    def bring(raw, bounds=ENOUGH):
        path = tmp_path / "brought.lookalike-encoder"
        path.write_bytes(raw)
        return import_bundle(data, path, bounds)

    return bring
