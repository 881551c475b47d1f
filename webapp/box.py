"""The search box: the same on every page."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from lookalike.search.engine import Collection
from webapp.forms import Asked


@dataclass(frozen=True, slots=True)
class Box:
    """A search box.

    `action`: where it sends; `q`: words in it; `collection`: name of the one searched;
    `collections`: name and title of all to choose from; `encoders`: ids to choose from, empty where
    there is no choice; `encoder`: the chosen one; `kept`: name and value of what it carries along
    unseen; `max_bytes`: of an upload; `images`: whether the query holds images already.
    """

    action: str
    q: str
    collection: str
    collections: Sequence[tuple[str, str]]
    encoders: Sequence[str]
    encoder: str
    kept: Sequence[tuple[str, str]]
    max_bytes: int
    images: bool


def box_of(
    collection: Collection, collections: Sequence[Collection], asked: Asked, max_bytes: int
) -> Box:
    """Return the box for `collection`, one of `collections`, that holds what was asked."""
    ready = ready_encoders(collection)
    return Box(
        action=url_for("pages.query"),
        q=asked.q,
        collection=collection.name,
        collections=[(each.name, each.title or each.name) for each in collections],
        encoders=ready if len(ready) > 1 else [],
        encoder=asked.encoder or collection.default_encoder or next(iter(ready), ""),
        kept=asked.kept(),
        max_bytes=max_bytes,
        images=bool(asked.like),
    )


def ready_encoders(collection: Collection) -> list[str]:
    """Return the ids of the encoders that `collection` can be searched by, sorted."""
    return sorted(each.encoder for each in collection.encoders.values() if each.state == "ready")
