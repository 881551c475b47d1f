"""A query and its answer."""

from typing import Annotated, Literal

from flask_openapi3.models.file import FileStorage
from pydantic import ConfigDict, Field

from lookalike.search.query import DEFAULT_PAGE_SIZE, By, Sort
from lookalike.search.searches import MAX_WINDOW
from webapp.api.models.base import (
    ENCODER,
    HIDDEN,
    WHERE,
    Condition,
    Form,
    ImageName,
    Input,
    Output,
    Words,
)
from webapp.forms import MAX_SIZE, MAX_TERMS

FacetField = Literal["category", "tags", "folder", "format", "camera"]
MAX_CATEGORIES = 50
MAX_WEIGHT = 100

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Page = Annotated[int, Field(ge=1, le=MAX_WINDOW)]
Facets = Annotated[
    list[FacetField],
    Field(max_length=5, description="count the values of these fields, over all that match"),
]
Categories = Annotated[
    int,
    Field(ge=0, le=MAX_CATEGORIES, description="name so many categories of what is nearest"),
]

_BY = "vectors, words (file names, folders, categories, captions) or both; else what fits"
_SAME = "0: the same kind of thing; 1: the same looks; else as the encoder weighs them"
_SORT = "else by relevance; of a query without terms, by when it was added"


class BrowseParameters(Input):
    """Which images, in which order."""

    where: list[Condition] = Field([], description=WHERE)
    sort: Sort | None = Field(None, description=_SORT)
    page: Page = 1
    size: int = Field(DEFAULT_PAGE_SIZE, ge=1, le=MAX_SIZE, description="images on a page")


class SimilarParameters(BrowseParameters):
    """A search for what is like one image."""

    encoder: Words = Field("", description=ENCODER)
    same: Share | None = Field(None, description=_SAME)
    facets: Facets = Field([])
    nearest_categories: Categories = 0


class SearchParameters(SimilarParameters):
    """A search as it stands in an address, of the page and of the API alike."""

    q: Words = Field("", description="words to look for")
    like: list[ImageName] = Field(
        [],
        max_length=MAX_TERMS,
        description="images to look like: `id:<sha256>` or `t:<token>` of an upload",
    )
    unwanted: list[Words] = Field(
        [],
        alias="not",
        max_length=MAX_TERMS,
        description="images as in `like`, or words, to look unlike",
    )
    by: By | None = Field(None, description=_BY)


class SearchForm(SearchParameters, Form):
    """A search with files: the fields of an address, and images."""

    image: list[FileStorage] = Field(
        [], max_length=MAX_TERMS, description="files of images to look like"
    )


class Term(Input):
    """One thing to look for."""

    kind: Literal["words", "id", "token", "file"] = Field(
        description="words; the id of an image; the token of an upload; a file in base64"
    )
    value: str = Field(min_length=1)
    weight: float = Field(
        1.0,
        ge=-MAX_WEIGHT,
        le=MAX_WEIGHT,
        allow_inf_nan=False,
        description="negative: not like this",
    )


class SearchBody(Input):
    """The whole query contract as JSON. Without terms: all that passes the filters."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"terms": [{"kind": "words", "value": "red"}], "k": 10}}
    )

    terms: list[Term] = Field([], max_length=MAX_TERMS)
    filters: list[Condition] = Field([], description=WHERE)
    by: By | None = Field(None, description=_BY)
    encoder: Words | None = Field(None, description=ENCODER)
    same: Share | None = Field(None, description=_SAME)
    sort: Sort | None = Field(None, description=_SORT)
    page: Page = 1
    k: int = Field(
        DEFAULT_PAGE_SIZE,
        ge=1,
        le=MAX_WINDOW,
        description=f"images on a page; page x k goes as far as {MAX_WINDOW}",
    )
    facets: Facets = Field([])
    nearest_categories: Categories = 0


class Part(Output):
    """What one ranking had to say about a hit."""

    by: Literal["vectors", "words"]
    encoder: str | None
    rank: int
    distance: float | None
    weight: float


class Hit(Output):
    """One found image."""

    rank: int
    id: str
    uri: str | None = Field(description=HIDDEN)
    filename: str | None
    category: list[str]
    distance: float | None = Field(
        description="to the encoder of the answer: 1-cos (0..2) or Euclidean; null for words alone"
    )
    score: float = Field(description="what the order is by; compares within one answer alone")
    parts: list[Part]


class NearCategory(Output):
    """A category of what is nearest; all shares sum to 1."""

    name: str
    share: float


class FacetCount(Output):
    """A value of a field, and how many images have it."""

    value: str
    count: int


class Answer(Output):
    """One page of an answer, as `lookalike search --json` gives it."""

    collection: str
    encoder: str
    by: By | None = Field(description="null where nothing was ranked")
    took_ms: float
    total: int = Field(description="images found")
    window: int = Field(description="so many of the best were ranked")
    next: int | None = Field(description="number of the next page")
    hits: list[Hit]
    facets: dict[str, list[FacetCount]] | None = Field(None, description="where asked for")
    nearest_categories: list[NearCategory] | None = Field(None, description="where asked for")
