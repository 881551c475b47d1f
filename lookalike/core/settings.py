"""Every setting: name, default and meaning; read from `LOOKALIKE_*` variables or a `.env`."""

from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from lookalike.core.errors import BadRequest
from lookalike.core.problems import first_problem
from lookalike.core.texts import N_, _

PREFIX = "LOOKALIKE_"
OFF = "off"

_NOT_JSON = N_("it cannot be read as JSON")
_NOT_TEXT = N_("it cannot be read as UTF-8 text")


def default_data() -> Path:
    """Return the folder for data where none is set: the platform's own place for a user's data."""
    return Path(platformdirs.user_data_dir("lookalike", appauthor=False))


class Settings(BaseSettings):
    """The settings of one process; immutable. A variable that is empty counts as unset."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    engine: Literal["embedded", "elasticsearch"] = Field(
        "embedded",
        description="Where vectors and documents live: on this machine, or in a cluster.",
    )
    data: Path = Field(
        default_factory=default_data,
        description="Folder for collections, thumbnails, weights and keys.",
    )
    datasets: Path | None = Field(
        None, description="Folder with the data sets that `lookalike evaluate --protocol` reads."
    )
    collection: str | None = Field(
        None, description="The collection a command uses where -c names none."
    )
    encoder: str = Field("classic", description="The encoder of a new collection.")
    language: str = Field("en", description="Language of messages and pages.")

    host: str = Field("127.0.0.1", description="Address the site listens on.")
    port: int = Field(
        5000, ge=0, le=65535, description="Port the site listens on; 0: any free one."
    )
    trusted_hosts: tuple[str, ...] = Field(
        (),
        description="Host names the site answers to, as a JSON list; empty: only this machine's.",
    )
    show_paths: bool | None = Field(
        None,
        description="Show full paths on pages; unset: only where the site is for this machine alone.",
    )
    max_upload_bytes: int = Field(
        32 * 2**20, gt=0, description="Largest request the site accepts, in bytes."
    )

    max_add_bytes: int = Field(
        512 * 2**20, gt=0, description="Largest request that adds images, in bytes."
    )
    rate_limit: str = Field(
        "600/minute",
        pattern=rf"^({OFF}|[1-9][0-9]{{0,8}}/(second|minute|hour|day))$",
        description="What one address may send (uploads, changes), as number/period; off: any.",
    )

    max_pixels: int = Field(
        50_000_000, gt=0, description="Largest image decoded, in pixels (frames x width x height)."
    )
    max_pixels_jpeg: int = Field(
        120_000_000, gt=0, description="The same for JPEG, which decodes at reduced scale."
    )
    max_file_bytes: int = Field(256 * 2**20, gt=0, description="Largest image file read, in bytes.")

    window: int = Field(
        500,
        ge=1,
        le=10_000,
        description="Nearest neighbours ranked for every query; pages slice it.",
    )
    decoders: int = Field(
        0, ge=0, description="Processes that decode while ingesting; 0: one per processor."
    )

    elasticsearch_url: str = Field(
        "http://127.0.0.1:9200", description="Address of the Elasticsearch cluster."
    )
    elasticsearch_api_key: SecretStr | None = Field(
        None, description="API key for Elasticsearch (the encoded form)."
    )
    elasticsearch_ca: Path | None = Field(
        None, description="Certificate file of the authority that signed the cluster's certificate."
    )
    elasticsearch_prefix: str = Field(
        "lookalike", pattern=r"^[a-z0-9][a-z0-9-]*$", description="First part of every index name."
    )
    elasticsearch_index_type: Literal["int8_hnsw", "hnsw", "bbq_hnsw", "flat"] = Field(
        "int8_hnsw", description="How Elasticsearch stores the vectors of new fields."
    )
    elasticsearch_oversample: float = Field(
        2.0,
        ge=0,
        le=10,
        description="Candidates rescored with float vectors, as a multiple; 0: none.",
    )
    elasticsearch_timeout: float = Field(
        30.0, gt=0, description="Seconds to wait for an answer of Elasticsearch."
    )
    elasticsearch_replicas: int = Field(
        0, ge=0, description="Replicas of new indices; set 1 on a cluster of several nodes."
    )

    @field_validator("data", "datasets", "elasticsearch_ca")
    @classmethod
    def _home(cls, path: Path | None) -> Path | None:
        """Read `~` as a shell would, which does not see the lines of a `.env`."""
        return path and path.expanduser()

    @property
    def is_loopback(self) -> bool:
        """Whether the site is for this machine alone: bound to it, and known by no other name."""
        return all(_is_loopback(name) for name in (self.host, *self.trusted_hosts))

    @property
    def paths_visible(self) -> bool:
        """Whether pages may show full paths."""
        return self.is_loopback if self.show_paths is None else self.show_paths


def _is_loopback(name: str) -> bool:
    try:
        return name.lower() == "localhost" or ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def load_settings(**overrides: object) -> Settings:
    """Read the settings; a value out of bounds is a BadRequest that names its variable."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        problem = first_problem(error)
        name = PREFIX + (problem.where.partition(".")[0].upper() or "*")
        raise BadRequest(field=name, reason=problem.why) from error
    except SettingsError as error:  # the field stands in its message alone: ... field "name" ...
        name = PREFIX + str(error).partition('"')[2].partition('"')[0].upper()
        raise BadRequest(field=name, reason=_(_NOT_JSON)) from error
    except UnicodeDecodeError as error:
        raise BadRequest(field=".env", reason=_(_NOT_TEXT)) from error


@cache
def settings() -> Settings:
    """Return the settings of this process, read once."""
    return load_settings()
