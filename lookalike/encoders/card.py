"""The card of a bundle: what an encoder that was made from data is, and where it comes from."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Annotated, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    JsonValue,
    StringConstraints,
    ValidationError,
    model_validator,
)

from lookalike import __version__
from lookalike.core.errors import EncoderUnavailable
from lookalike.core.files import without_controls
from lookalike.core.problems import problem_of
from lookalike.core.schema import BUNDLE_SCHEMA, check_schema
from lookalike.core.texts import N_, _
from lookalike.encoders.calibration import Calibration

CARD = "card.json"
TRAINING = "training.json"
SPEED = "speed.json"
BASE = "base/"
ID = r"((bovw|learned):[a-z0-9][a-z0-9-]{0,62}|mini-[1-9][0-9]{0,3})"
MAX_CARD = 2**20
MAX_TRAINING = 16 * 2**20
MAX_FILE = 512 * 2**20
MAX_ALL = 2**30
MAX_DIMS = 4096

_FILE = r"^(base/)?[a-z0-9][a-z0-9_-]{0,62}(\.[a-z0-9]{1,12}){1,2}$"
_OUR_OWN = frozenset({CARD, TRAINING, SPEED})

_TOO_LONG = N_("{file} is larger than {limit} bytes")
_NO_CARD = N_("{file} is no card of an encoder ({reason})")
_CONTROLS = N_("it holds control characters")
_RESERVED = N_("{file} is a name of our own")
_NOT_SAID = N_("the preprocessing in {file} cannot be used ({reason})")
_TOO_LARGE = N_("its files are larger than {limit} bytes together")


def _printable(text: str) -> str:
    if without_controls(text) != text:
        raise ValueError(_(_CONTROLS))
    return text


Sees = TypeVar("Sees", bound=BaseModel)
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Line = Annotated[str, StringConstraints(max_length=300), AfterValidator(_printable)]
FileName = Annotated[str, StringConstraints(pattern=_FILE)]


class BundleFile(BaseModel):
    """Size and digest of one file of a bundle."""

    model_config = ConfigDict(frozen=True)

    bytes: int = Field(ge=0, le=MAX_FILE)
    sha256: Sha256


class Base(BaseModel):
    """The frozen encoder that a head stands on."""

    model_config = ConfigDict(frozen=True)

    id: Line
    fingerprint: Sha256


class Card(BaseModel):
    """What an encoder is, how it was made and from what.

    `preprocessing`: everything beside the files that decides its rows; `recipe`: how it was trained;
    `data`: on what; `measures`: on its validation share; `calibration`: what a distance means.
    """

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    schema_number: int = Field(BUNDLE_SCHEMA, alias="schema", ge=1)
    id: str = Field(pattern=f"^{ID}$")
    kind: Literal["bovw", "network", "head", "pair"]
    dims: int = Field(ge=1, le=MAX_DIMS)
    summary: Line = ""
    made_at: AwareDatetime = Field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    made_with: Line = __version__
    preprocessing: dict[str, JsonValue] = {}
    recipe: dict[str, JsonValue] = {}
    data: dict[str, JsonValue] = {}
    measures: dict[Line, FiniteFloat] = Field({}, max_length=100)
    files: dict[FileName, BundleFile] = Field({}, max_length=64)
    base: Base | None = None
    calibration: Calibration | None = None

    @model_validator(mode="after")
    def _check_files(self) -> Self:
        for name in self.files:
            if name in _OUR_OWN:
                raise ValueError(_(_RESERVED).format(file=name))
        if sum(file.bytes for file in self.files.values()) > MAX_ALL:
            raise ValueError(_(_TOO_LARGE).format(limit=MAX_ALL))
        return self

    @property
    def fingerprint(self) -> str:
        """Hex digest of all that decides the rows: kind, dims, preprocessing, files and base."""
        decides = [
            self.kind,
            self.dims,
            self.preprocessing,
            {name: file.sha256 for name, file in self.files.items()},
            self.base.fingerprint if self.base else None,
        ]
        return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()

    def seen_as(self, model: type[Sees]) -> Sees:
        """Return the preprocessing as `model` reads it; EncoderUnavailable where it does not fit."""
        try:
            return model.model_validate(self.preprocessing)
        except ValidationError as error:
            reason = _(_NOT_SAID).format(file=CARD, reason=problem_of(error))
            raise EncoderUnavailable(encoder=self.id, reason=reason) from error

    def as_json(self) -> bytes:
        """Return the card as it stands in its file."""
        return self.model_dump_json(by_alias=True, indent=2).encode()


def card_from(raw: bytes, file: str) -> Card:
    """Read a card out of the bytes of `file`, a name for messages.

    Raises ValueError with a reason; SchemaTooNew where a newer Lookalike wrote it.
    """
    if len(raw) > MAX_CARD:
        raise ValueError(_(_TOO_LONG).format(file=file, limit=MAX_CARD))
    try:
        found = json.loads(raw)
        if isinstance(found, dict) and isinstance(found.get("schema"), int):
            check_schema(file, found["schema"], BUNDLE_SCHEMA)
        return Card.model_validate(found)
    except ValidationError as error:
        reason = problem_of(error)
    except (ValueError, RecursionError) as error:
        reason = str(error)
    raise ValueError(_(_NO_CARD).format(file=file, reason=without_controls(reason)[:300]))
