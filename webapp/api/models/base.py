"""What every model of the API is, and that of an error."""

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from lookalike.core.settings import PREFIX
from lookalike.search.engine import COLLECTION_NAME
from lookalike.search.filters import FILTER_FIELDS
from webapp.forms import MAX_WORDS


class Input(BaseModel):
    """What a caller sends: a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Form(Input):
    """A form with files, which are all in the field named `files_in`."""

    files_in: ClassVar[str] = "image"


class Output(BaseModel):
    """What the API answers; fields may be added, none is taken away."""

    model_config = ConfigDict(frozen=True)


class Problem(Output):
    """An error, as RFC 9457 has it: what happened, to which field, what to do."""

    type: str = Field("about:blank", description="always about:blank: `code` says which it is")
    title: str = Field(description="a few words, the same for every error of this status")
    status: int = Field(description="of HTTP")
    detail: str = Field(description="a sentence for people, in their language")
    code: str = Field(description="what happened, for programs")
    request_id: str = Field(description="as in the header X-Request-Id and in the log")
    field: str | None = Field(None, description="the field that is wrong, where it is one")


class InCollection(Input):
    """The collection in an address."""

    # Only described here: the one check of a name says more than a pattern can.
    collection: str = Field(
        description="name of the collection",
        json_schema_extra={"pattern": f"^{COLLECTION_NAME}$", "example": "photos"},
    )


class OneEncoder(Input):
    """One encoder in an address."""

    encoder: str = Field(description="its id", json_schema_extra={"example": "classic"})


class OneImage(InCollection):
    """One image of a collection in an address."""

    id: str = Field(
        description="sha256 of the image's bytes",
        json_schema_extra={"pattern": "^[0-9a-f]{64}$", "example": "0" * 64},
    )


Words = Annotated[str, Field(max_length=MAX_WORDS)]
# Patterns only describe: what reads these says more than a pattern can.
Condition = Annotated[
    Words, Field(json_schema_extra={"pattern": rf"^({'|'.join(FILTER_FIELDS)})!?="})
]
ImageName = Annotated[
    Words, Field(json_schema_extra={"pattern": "^(id:[0-9a-f]{64}|t:[A-Za-z0-9_-]{22})$"})
]

WHERE = (
    "conditions `FIELD=VALUE`, `FIELD!=VALUE`, `FIELD=A..B`, `FIELD=*`; one field repeated means "
    "any of them, several fields mean all of them"
)
ENCODER = "id of the encoder; else the collection's default"
HIDDEN = f"null where the site shows no paths (`{PREFIX}SHOW_PATHS`)"
