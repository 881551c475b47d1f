"""Every encoder there is, and pictures for them."""

import pytest

from lookalike.core.errors import EncoderUnavailable
from lookalike.encoders.registry import encoder_ids, load_encoder
from tests.encoders.drawings import drawn, plain
from tests.fake_encoder import FakeEncoder


@pytest.fixture(params=[*encoder_ids(), "fake"])
def encoder(request):
    """Each registered encoder in turn, then the fake one; one whose weights are missing is skipped."""
    if request.param == "fake":
        return FakeEncoder()
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
