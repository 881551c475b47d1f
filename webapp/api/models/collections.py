"""Collections."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self

from pydantic import Field

from lookalike.core.vectors import Metric
from lookalike.search.engine import COLLECTION_NAME, Collection, FieldState, Stats
from webapp.api.models.base import WHERE, Condition, Input, Output
from webapp.api.models.search import FacetCount, FacetField

MAX_ENCODERS = 8


class NewCollection(Input):
    """A collection to make."""

    name: str = Field(
        description="a-z, 0-9 and -, at most 63",
        json_schema_extra={"pattern": f"^{COLLECTION_NAME}$", "example": "photos"},
    )
    title: str = Field("", max_length=200)
    encoders: list[str] = Field(
        [], max_length=MAX_ENCODERS, description="ids, the default first; else the site's own"
    )


class FacetParameters(Input):
    """What to count."""

    field: list[FacetField] = Field([], max_length=5, description="else all of them")
    where: list[Condition] = Field([], description=WHERE)
    size: int = Field(50, ge=1, le=1000, description="values of each field")


class FacetCounts(Output):
    """The values of fields, the most frequent first."""

    collection: str
    total: int = Field(description="images that match")
    facets: dict[str, list[FacetCount]]


class CollectionSummary(Output):
    """One collection among others."""

    name: str
    title: str
    documents: int = Field(description="images, as of the last seconds")
    encoders: list[str]
    default_encoder: str | None


class Collections(Output):
    """All collections, by name."""

    collections: list[CollectionSummary]


class Vectors(Output):
    """The vectors that a collection has of one encoder."""

    dims: int
    metric: Metric
    state: FieldState
    fingerprint: str
    vectors: int = Field(description="images that have one")
    coverage: int = Field(description="these in per cent of all images, rounded down")


class CollectionFigures(Output):
    """One collection."""

    name: str
    title: str
    created_at: datetime
    engine: str
    documents: int = Field(description="images")
    files: int = Field(description="places where these images were found")
    bytes: int = Field(description="what the engine keeps of them")
    default_encoder: str | None
    encoders: Mapping[str, Vectors]

    @classmethod
    def of(cls, collection: Collection, stats: Stats, engine: str) -> Self:
        """Return what is known of `collection`."""
        return cls(
            name=collection.name,
            title=collection.title,
            created_at=collection.created_at,
            engine=engine,
            documents=stats.documents,
            files=stats.files,
            bytes=stats.bytes,
            default_encoder=collection.default_encoder,
            encoders={
                each.encoder: Vectors(
                    dims=each.dims,
                    metric=each.metric,
                    state=each.state,
                    fingerprint=each.fingerprint,
                    vectors=stats.vectors.get(each.name, 0),
                    coverage=stats.coverage(each.name),
                )
                for each in collection.encoders.values()
            },
        )
