"""Pictures: the site's own re-encoded copies, never the bytes somebody brought."""

import io
import unicodedata
from pathlib import Path, PurePosixPath

from flask import Blueprint, Response, request, send_file

from lookalike.core.document import Document
from lookalike.core.errors import NotFound
from lookalike.core.texts import N_
from lookalike.evaluation.report import picture_path, report_folder
from lookalike.search import originals
from lookalike.search.collections import seen
from lookalike.search.media import LARGE, media_path
from lookalike.search.uploads import LIFETIME
from webapp.security import YEAR
from webapp.site import Site, current_site
from webapp.taking import shown_name

blueprint = Blueprint("media", __name__)

MAX_STEM = 100

_THUMBNAIL = N_("thumbnail of")
_FULL = N_("picture at full size of")


@blueprint.get("/c/<collection>/media/<string(length=64):document_id>-320.webp")
def thumbnail(collection: str, document_id: str) -> Response:
    """Answer the small copy of one document, for whoever may see its collection."""
    site = current_site()
    known = seen(site.engine, collection)
    path = media_path(site.settings.data, known.uid, document_id)
    return _webp(path, document_id, YEAR)


@blueprint.get("/c/<collection>/media/<string(length=64):document_id>-1280.webp")
def picture(collection: str, document_id: str) -> Response:
    """Answer the large copy of one document, made from its original where it is first asked for."""
    site = current_site()
    known = seen(site.engine, collection)
    path = media_path(site.settings.data, known.uid, document_id, LARGE)
    if not path.exists():
        with site.slots.one():
            document = _document(site, collection, document_id)
            path = originals.picture(site.settings, known, document)
    return _webp(path, document_id, YEAR)


@blueprint.get("/c/<collection>/i/<string(length=64):document_id>/full.jpg")
def full(collection: str, document_id: str) -> Response:
    """Answer an image at full size, re-encoded; with `download` as a file to keep."""
    site = current_site()
    if not site.settings.paths_visible:
        raise NotFound(kind=_FULL, name=document_id)
    with site.slots.one():
        known = seen(site.engine, collection)
        document = _document(site, collection, document_id)
        data = originals.full(site.settings, known, document)
    answer = send_file(
        io.BytesIO(data),
        mimetype="image/jpeg",
        as_attachment="download" in request.args,
        download_name=download_name(next(iter(document.filenames), "")),
    )
    return _kept(answer, YEAR)


@blueprint.get("/c/<collection>/reports/<report_id>/<name>.webp")
def report_picture(collection: str, report_id: str, name: str) -> Response:
    """Answer a picture of a report, for whoever may see its collection."""
    site = current_site()
    known = seen(site.engine, collection)
    folder = report_folder(site.settings.data, known.uid, report_id)
    path = picture_path(folder, name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise NotFound(kind=_THUMBNAIL, name=name)
    return _webp(path, name, YEAR)


@blueprint.get("/uploads/<token>.webp")
def upload(token: str) -> Response:
    """Answer the small copy of an upload, for whoever has its token."""
    return _webp(current_site().uploads.load(token).thumbnail, token, LIFETIME)


def download_name(filename: str) -> str:
    """Return the name a JPEG is saved under: of `filename`, with nothing in it that could mislead."""
    plain = "".join(sign for sign in shown_name(filename) if unicodedata.category(sign) != "Cf")
    stem = PurePosixPath(plain).stem.strip(". ")[:MAX_STEM]
    return f"{stem or 'image'}.jpg"


def _document(site: Site, collection: str, document_id: str) -> Document:
    document = site.engine.get(collection, [document_id]).get(document_id)
    if document is None:
        raise NotFound(kind="image", name=document_id)
    return document


def _webp(path: Path, name: str, seconds: int) -> Response:
    try:
        answer = send_file(path.resolve(), mimetype="image/webp", etag=True, conditional=True)
    except FileNotFoundError as error:
        raise NotFound(kind=_THUMBNAIL, name=name) from error
    return _kept(answer, seconds)


def _kept(answer: Response, seconds: int) -> Response:
    # A document's id is the hash of its bytes: its picture never changes. Private, since not
    # everybody may see every collection.
    answer.headers["Cache-Control"] = f"private, max-age={seconds}, immutable"
    return answer
