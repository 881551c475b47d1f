"""Encoders and vectors."""

from datetime import datetime
from typing import Annotated, Literal, Self

from flask_openapi3.models.file import FileStorage
from pydantic import ConfigDict, Field

from lookalike.core.errors import EncoderUnavailable
from lookalike.core.vectors import Metric
from lookalike.encoders.card import Card
from lookalike.encoders.registry import card_of, load_encoder
from lookalike.encoders.summaries import summary_told
from webapp.api.models.base import Form, Input, Output, Words

MAX_ROWS = 32

_ENCODER = "id; else that of new collections"


class Made(Output):
    """How an encoder was made from data: the card of its bundle, in short."""

    kind: Literal["bovw", "network", "head"]
    at: datetime
    by: str = Field(description="the version of Lookalike")
    base: str | None = Field(description="id of the encoder that a head stands on")
    measures: dict[str, float] = Field(description="on the share of the data kept for validation")

    @classmethod
    def of(cls, card: Card) -> Self:
        """Return the parts of a card that say nothing of where the data lie."""
        return cls(
            kind=card.kind,
            at=card.made_at,
            by=card.made_with,
            base=card.base.id if card.base else None,
            measures=card.measures,
        )


class Encoder(Output):
    """What an encoder can do; of one that cannot be used here, why."""

    id: str
    ready: bool
    reason: str | None = None
    dims: int | None = None
    metric: Metric | None = None
    reads_words: bool | None = None
    fingerprint: str | None = None
    summary: str | None = None
    made: Made | None = Field(None, description="of one that was made from data")

    @classmethod
    def of(cls, encoder_id: str) -> Self:
        """Return what is known of an encoder; UnknownChoice for an id that is not there."""
        card = card_of(encoder_id)
        made = Made.of(card) if card else None
        try:
            encoder = load_encoder(encoder_id)
        except EncoderUnavailable as error:
            return cls(id=encoder_id, ready=False, reason=str(error), made=made)
        return cls(
            id=encoder.id,
            ready=True,
            dims=encoder.dims,
            metric=encoder.metric,
            reads_words=encoder.reads_words,
            fingerprint=encoder.fingerprint,
            summary=summary_told(encoder.summary, card),
            made=made,
        )


class Encoders(Output):
    """All encoders, by id."""

    encoders: list[Encoder]


class EncodeWords(Input):
    """Words to encode."""

    model_config = ConfigDict(json_schema_extra={"example": {"words": ["red stripes"]}})

    words: list[Annotated[Words, Field(min_length=1)]] = Field(min_length=1, max_length=MAX_ROWS)
    encoder: Words | None = Field(None, description=_ENCODER)


class EncodeImages(Form):
    """Images to encode."""

    image: list[FileStorage] = Field(min_length=1, max_length=MAX_ROWS)
    encoder: Words | None = Field(None, description=_ENCODER)


class Rows(Output):
    """A vector for each image or words, in their order."""

    encoder: str
    fingerprint: str
    dims: int
    metric: Metric
    rows: Literal["unit", "raw"] = Field(
        description="unit: of length 1, where the metric is cosine; raw: as the encoder gave them"
    )
    vectors: list[list[float]]
