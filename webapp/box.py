"""The search box: the same on every page of a collection."""

from dataclasses import dataclass

from flask import url_for

from lookalike.search.engine import Collection
from webapp.forms import Asked


@dataclass(frozen=True, slots=True)
class Box:
    """A search box.

    `action`: where it sends; `q`: words in it; `kept`: name and value of what it carries along
    unseen; `encoders`: ids to choose from, empty where there is no choice; `encoder`: the chosen
    one; `max_bytes`: of an upload; `images`: whether the query holds images already.
    """

    action: str
    q: str
    kept: list[tuple[str, str]]
    encoders: list[str]
    encoder: str
    max_bytes: int
    images: bool


def box_of(collection: Collection, asked: Asked, max_bytes: int) -> Box:
    """Return the box of `collection` that holds what was asked."""
    ready = [each.encoder for each in collection.encoders.values() if each.state == "ready"]
    return Box(
        action=url_for("pages.query", collection=collection.name),
        q=asked.q,
        kept=asked.kept(),
        encoders=sorted(ready) if len(ready) > 1 else [],
        encoder=asked.encoder or collection.default_encoder or next(iter(ready), ""),
        max_bytes=max_bytes,
        images=bool(asked.like),
    )
