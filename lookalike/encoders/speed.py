"""How fast an encoder is on this machine: measured once, kept beside it, true for one version of it."""

import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock

from pydantic import BaseModel, ConfigDict, Field

from lookalike.core.files import write_atomically
from lookalike.core.schema import prepare_data_folder
from lookalike.encoders.base import Encoder, Image
from lookalike.encoders.bundle import encoder_folder
from lookalike.encoders.card import SPEED
from lookalike.sources.drawn import DEMO_SEEDS, draw

SECONDS = 1.0
PICTURES = 8

_measuring = Lock()


class Speed(BaseModel):
    """Images per second of one encoder; `fingerprint` and `runtime` are those it was measured with."""

    model_config = ConfigDict(frozen=True)

    images_per_second: float = Field(gt=0, allow_inf_nan=False)
    measured_at: datetime
    fingerprint: str
    runtime: str


def measure(encoder: Encoder, seconds: float = SECONDS) -> Speed:
    """Encode drawn pictures in batches of 8 for about `seconds`, one measurement at a time.

    Reading and decoding are not in the figure; the first batch, which may load weights, is not
    either.
    """
    pictures = _pictures()
    with _measuring:
        encoder.encode_images(pictures)
        done, took, started = 0, 0.0, time.perf_counter()
        while not done or took < seconds:
            done += len(encoder.encode_images(pictures))
            took = time.perf_counter() - started
    return Speed(
        images_per_second=done / took,
        measured_at=datetime.now(UTC),
        fingerprint=encoder.fingerprint,
        runtime=encoder.runtime,
    )


def keep(data: Path, encoder_id: str, speed: Speed) -> None:
    """Write the speed of an encoder into the data folder, in place of an older one."""
    prepare_data_folder(data)
    write_atomically(_path(data, encoder_id), speed.model_dump_json(indent=2).encode())


def kept(data: Path, encoder: Encoder) -> Speed | None:
    """Return the speed that was kept of this very encoder, or None: another version is another speed."""
    try:
        found = Speed.model_validate_json(_path(data, encoder.id).read_bytes())
    except (OSError, ValueError):
        return None
    is_same = (found.fingerprint, found.runtime) == (encoder.fingerprint, encoder.runtime)
    return found if is_same else None


def _path(data: Path, encoder_id: str) -> Path:
    return encoder_folder(data, encoder_id) / SPEED


@cache
def _pictures() -> tuple[Image, ...]:
    return tuple(draw(seed).image for seed in DEMO_SEEDS[:PICTURES])
