"""A report as its JSON holds it: the figures of one run, and what made them."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from lookalike.core.schema import REPORT_SCHEMA
from lookalike.core.vectors import Metric

REPORT_ID = r"[0-9]{8}-[0-9]{6}-[a-z0-9][a-z0-9-]{0,70}"
PICTURE = r"[0-9a-f]{64}"

Kind = Literal["image", "words", "zero-shot", "near-duplicates"]
Relevance = Literal["category", "qrels", "caption", "duplicate"]
Share = Annotated[float, Field(ge=0, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True
    )


class MadeBy(_Part):
    """The encoder whose vectors were searched."""

    id: str
    fingerprint: str
    dims: int = Field(gt=0)
    metric: Metric


class Asked(_Part):
    """Where queries and judgements came from; `queries` is empty where the collection asked itself.

    `sample`: how many were to be drawn of them, None where all asked.
    """

    queries: str = ""
    qrels: str = ""
    sample: int | None = None


class LearnedFrom(_Part):
    """How many of the queries that were measured, and of the documents, the encoder learned from."""

    queries: int = Field(ge=0)
    documents: int = Field(ge=0)


class Figure(_Part):
    """A measure: its mean over the queries and the 95 % interval; a single query has none."""

    name: str
    mean: float
    low: float | None = None
    high: float | None = None


class CategoryFigures(_Part):
    """The means over the queries of one category, by measure."""

    name: str
    queries: int = Field(gt=0)
    measures: dict[str, float]


class PrecisionRecall(_Part):
    """The mean curve: precision at each recall."""

    recall: tuple[Share, ...]
    precision: tuple[Share, ...]

    @model_validator(mode="after")
    def _is_one_curve(self) -> Self:
        if len(self.recall) != len(self.precision):
            raise ValueError("recall and precision differ in length")
        return self


class Distances(_Part):
    """How far hits lie: `relevant` and `other` count them between one edge and the next."""

    edges: tuple[float, ...]
    relevant: tuple[float, ...]
    other: tuple[float, ...]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not len(self.edges) - 1 == len(self.relevant) == len(self.other):
            raise ValueError("as many counts as there are bins are needed")
        return self


class Confusion(_Part):
    """Row: the query's category; column: that of its first hits; a share of the row's hits."""

    categories: tuple[str, ...]
    shares: tuple[tuple[Share, ...], ...]

    @model_validator(mode="after")
    def _is_square(self) -> Self:
        if {len(self.categories)} != {len(self.shares), *map(len, self.shares)}:
            raise ValueError("the table is not square")
        return self


class Threshold(_Part):
    """What is found when the nearest neighbour counts only up to some distance.

    `recall`: the share of all `queries` whose nearest neighbour is accepted and right, at the largest
    `distance` where at least the precision asked for holds; `distance` is None where none does.
    """

    name: str
    precision: Share
    recall: Share
    distance: float | None
    queries: int = Field(gt=0)


class WorstHit(_Part):
    """A hit of one of the worst queries; `picture` names a file of the report, without its ending."""

    id: str
    name: str
    category: str | None = None
    distance: float | None = None
    relevant: bool
    picture: str | None = Field(None, pattern=f"^{PICTURE}$")


class WorstQuery(_Part):
    """One of the queries that were answered worst; `name` is its file, or its words."""

    query: str
    name: str
    category: str | None = None
    picture: str | None = Field(None, pattern=f"^{PICTURE}$")
    measures: dict[str, float]
    hits: tuple[WorstHit, ...]


class Report(_Part):
    """What one evaluation found, and what is needed to do it again."""

    schema_number: int = Field(REPORT_SCHEMA, alias="schema", ge=1)
    id: str = Field(pattern=f"^{REPORT_ID}$")
    title: str
    protocol: str | None = None
    collection: str
    uid: str
    engine: str
    encoder: MadeBy
    by: Literal["vectors"] = "vectors"
    kind: Kind = "image"
    relevance: Relevance = "category"
    asked: Asked | None = Field(None, description="None in reports that did not keep it")
    queries: int = Field(ge=0, description="with a relevant document: those that were measured")
    left_out: int = Field(0, ge=0, description="queries without a relevant document")
    documents: int = Field(ge=0, description="of the collection when it was searched")
    learned: LearnedFrom | None = Field(None, description="None where nothing tells")
    depth: int = Field(gt=0, description="hits kept for each query")
    measures: tuple[Figure, ...]
    categories: tuple[CategoryFigures, ...] = ()
    precision_recall: PrecisionRecall | None = None
    distances: Distances | None = None
    confusion: Confusion | None = None
    thresholds: tuple[Threshold, ...] = ()
    worst: tuple[WorstQuery, ...] = ()
    made_at: datetime
    seconds: float = Field(ge=0)
    command: str
    seed: int
    made_with: str = Field(description="version of Lookalike")
    versions: dict[str, str] = Field(default_factory=dict, description="of the libraries")
