import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from lookalike.core.errors import UnknownChoice
from lookalike.encoders import registry
from tests.fake_encoder import FakeEncoder


@pytest.fixture
def fake():
    encoder = FakeEncoder()
    registry.register(encoder)
    yield encoder
    registry.forget("fake")


def test_an_encoder_of_an_entry_point_is_listed_and_made_once_for_all_threads():
    assert "classic" in registry.encoder_ids()
    registry.forget("classic")

    with ThreadPoolExecutor(4) as threads:
        made = set(threads.map(registry.load_encoder, ["classic"] * 8))
    assert len(made) == 1


def test_a_registered_instance_is_listed_and_loaded_by_its_id(fake):
    assert "fake" in registry.encoder_ids()
    assert registry.load_encoder("fake") is fake


def test_an_unknown_id_is_refused_with_the_ids_there_are():
    with pytest.raises(UnknownChoice, match=r"no “nonsense” here.*classic"):
        registry.load_encoder("nonsense")


def test_listing_encoders_loads_no_vendor():
    code = (
        "import sys; from lookalike.encoders import registry, base, rows; registry.encoder_ids();"
        "print({'cv2', 'onnxruntime', 'torch', 'PIL'} & set(sys.modules))"
    )

    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert answer.stdout.strip() == b"set()"
