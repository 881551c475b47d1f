"""Pictures: the site's own re-encoded copies, never the bytes somebody brought."""

from pathlib import Path

from flask import Blueprint, Response, send_file

from lookalike.core.errors import NotFound
from lookalike.core.texts import N_
from lookalike.search.collections import seen
from lookalike.search.media import media_path
from lookalike.search.uploads import LIFETIME
from webapp.security import YEAR
from webapp.site import current_site

blueprint = Blueprint("media", __name__)

_THUMBNAIL = N_("thumbnail of")


@blueprint.get("/c/<collection>/media/<string(length=64):document_id>-320.webp")
def thumbnail(collection: str, document_id: str) -> Response:
    """Answer the small copy of one document, for whoever may see its collection."""
    site = current_site()
    known = seen(site.engine, collection)
    path = media_path(site.settings.data, known.uid, document_id)
    return _webp(path, document_id, YEAR)


@blueprint.get("/uploads/<token>.webp")
def upload(token: str) -> Response:
    """Answer the small copy of an upload, for whoever has its token."""
    return _webp(current_site().uploads.load(token).thumbnail, token, LIFETIME)


def _webp(path: Path, name: str, seconds: int) -> Response:
    try:
        answer = send_file(path.resolve(), mimetype="image/webp", etag=True, conditional=True)
    except FileNotFoundError as error:
        raise NotFound(kind=_THUMBNAIL, name=name) from error
    # A document's id is the hash of its bytes: its picture never changes. Private, since not
    # everybody may see every collection.
    answer.headers["Cache-Control"] = f"private, max-age={seconds}, immutable"
    return answer
