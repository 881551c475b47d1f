"""Whatever changes something: all of it needs a key, which the blueprint asks for."""

from typing import Any

from flask import url_for

from lookalike.core.errors import NotFound
from lookalike.encoders.registry import load_encoder
from lookalike.search.collections import check_name, field_of, forget, seen
from webapp import adding
from webapp.api.blueprints import COLLECTIONS, IMAGES, RUNS, changing
from webapp.api.bodies import read_form, read_json, takes
from webapp.api.collections import figures
from webapp.api.models.base import InCollection, OneImage
from webapp.api.models.collections import CollectionFigures, NewCollection
from webapp.api.models.images import AddForm
from webapp.api.models.runs import OneRun, Started
from webapp.site import current_site
from webapp.taking import shown_name

WithStatus = tuple[dict[str, Any], int]


@changing.post(
    "/collections",
    tags=[COLLECTIONS],
    responses={201: CollectionFigures},
    **takes(NewCollection),
)
def make_collection() -> tuple[dict[str, Any], int, dict[str, str]]:
    """Make an empty collection; its encoders are fixed from then on."""
    site, new = current_site(), read_json(NewCollection)
    ids = dict.fromkeys(new.encoders or [site.settings.encoder])
    name = check_name(new.name)
    with site.slots.one():
        fields = [field_of(load_encoder(each)) for each in ids]
        site.engine.create(name, fields, title=new.title or name)
        made = figures(name)
    return made, 201, {"Location": url_for("api.collection", collection=name)}


@changing.delete("/collections/<collection>", tags=[COLLECTIONS], responses={204: None})
def drop_collection(path: InCollection) -> tuple[str, int]:
    """Delete a collection with all it knows, and the files that were added to it here.

    Images that lie elsewhere stay where they are.
    """
    adding.drop_collection(current_site(), path.collection)
    return "", 204


@changing.post(
    "/collections/<collection>/images",
    tags=[IMAGES],
    responses={202: Started},
    **takes(AddForm),
)
def add_images(path: InCollection) -> WithStatus:
    """Add images, or ZIPs of images, to a collection that is there; they are taken in meanwhile."""
    site, form = current_site(), read_form(AddForm)
    seen(site.engine, path.collection)
    files = [(shown_name(each.filename), each.stream) for each in form.files]
    number = adding.add_files(site, path.collection, files, category=form.category or "")
    return Started.of(path.collection, number).model_dump(), 202


@changing.delete("/collections/<collection>/images/<id>", tags=[IMAGES], responses={204: None})
def delete_image(path: OneImage) -> tuple[str, int]:
    """Take an image out of its collection.

    Files that lie elsewhere stay, and come in again with the next run of their source; those that
    were added here go.
    """
    site = current_site()
    with site.slots.one():
        name = seen(site.engine, path.collection).name
        [written] = forget(site.engine, site.settings.data, name, [path.id])
    if written.error:
        raise written.error
    if written.outcome == "missing":
        raise NotFound(kind="image", name=path.id)
    return "", 204


@changing.post("/collections/<collection>/runs/<run>/retry", tags=[RUNS], responses={202: Started})
def retry(path: OneRun) -> WithStatus:
    """Take the source of a run once more, and read again what is in quarantine."""
    number = adding.retry(current_site(), path.collection, path.run)
    return Started.of(path.collection, number).model_dump(), 202
