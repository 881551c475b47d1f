"""What the older systems' calls take and answer."""

from typing import Literal

from pydantic import Field

from webapp.api.models.base import Input, Output
from webapp.forms import MAX_SIZE


class AliasParameters(Input):
    """Where to look."""

    collection: str = Field("", description="its name; else the only one")


class OrderedParameters(AliasParameters):
    """Where to look, and how far."""

    k: int = Field(10, ge=1, le=MAX_SIZE, description="how many ids")


class NearestParameters(AliasParameters):
    """Where to look, and how to measure."""

    metric: Literal["cosine", "l2"] = Field(
        "cosine", description="1-cos (0..2), or Euclidean between vectors of length 1"
    )


class OrderedIds(Output):
    """The nearest images, the nearest first."""

    collection: str
    encoder: str
    ids: list[str] = Field(description="sha256 of each image's bytes")
    distances: list[float | None]


class Nearest(Output):
    """The nearest image."""

    collection: str
    encoder: str
    index: str = Field(description="id of the image: sha256 of its bytes, not a position")
    filename: str | None
    distance: float
    metric: Literal["cosine", "l2"]
