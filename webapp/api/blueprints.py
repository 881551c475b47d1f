"""The three blueprints of the API: what reads, what changes something, and the older systems' calls."""

from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from webapp.api.models.base import Problem
from webapp.errors import PROBLEM
from webapp.guard import require_key

PREFIX = "/api/v1"

SEARCH = Tag(name="search", description="Find images by example, by words, or by both.")
IMAGES = Tag(name="images", description="The images of a collection.")
COLLECTIONS = Tag(name="collections", description="Which there are, and what they hold.")
RUNS = Tag(name="runs", description="What was taken in, and what could not be.")
ENCODERS = Tag(name="encoders", description="Images or words in, vectors out.")
ALIASES = Tag(name="aliases", description="The calls of the systems that Lookalike grew from.")
SITE = Tag(name="site", description="Whether it works.")
TAGS = [SEARCH, IMAGES, COLLECTIONS, RUNS, ENCODERS, ALIASES, SITE]

_ANY = {
    400: "A field is wrong; nothing was run.",
    404: "What is named is not there.",
    409: "What is there contradicts what is asked.",
    413: "The request, or an image in it, is over a limit.",
    415: "A file is no image of a format that is read.",
    422: "A file is damaged, or the encoder cannot do this.",
    429: "Too many requests; Retry-After says when to try again.",
    503: "The search engine is away; Retry-After says when to try again.",
}
_CHANGE = {
    401: "The header Authorization with a key is missing.",
    403: "The key may not do this.",
}


def _problems(sentences: dict[int, str]) -> dict[Any, Any]:
    schema = {"$ref": f"#/components/schemas/{Problem.__name__}"}
    return {
        status: {"description": sentence, "content": {PROBLEM: {"schema": schema}}}
        for status, sentence in sentences.items()
    }


def operation_id(name: str, **_more: str) -> str:
    """Return the id of an operation: the name of its function."""
    return name


def _ask_for_key() -> None:
    """Refuse who has no key before anything that was sent is read."""
    require_key()


reading = APIBlueprint(
    "api",
    __name__,
    url_prefix=PREFIX,
    abp_responses=_problems(_ANY),
    operation_id_callback=operation_id,
)
changing = APIBlueprint(
    "api_changes",
    __name__,
    url_prefix=PREFIX,
    abp_responses=_problems(_ANY | _CHANGE),
    abp_security=[{"key": []}],
    operation_id_callback=operation_id,
)
aliases = APIBlueprint(
    "aliases",
    __name__,
    abp_tags=[ALIASES],
    abp_responses=_problems(_ANY),
    operation_id_callback=operation_id,
)
# An address that both have is one path: the library would let the later one replace the other.
changing.paths = reading.paths
changing.before_request(_ask_for_key)
