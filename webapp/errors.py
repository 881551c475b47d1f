"""The one place that turns errors into answers: HTML for people, problem+json (RFC 9457) for programs."""

import json
import logging
import re
from http import HTTPStatus

from flask import Flask, Response, make_response, request, url_for
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from lookalike.core import errors
from lookalike.core.errors import BadRequest, LookalikeError, StorageFull
from lookalike.core.files import is_no_room
from lookalike.core.log import request_id
from lookalike.core.settings import PREFIX
from lookalike.core.texts import N_, _
from webapp.contexts.base import ErrorContext
from webapp.frame import collection_here
from webapp.security import PLAIN_FORM
from webapp.site import current_site
from webapp.templating import home, render

log = logging.getLogger(__name__)

PROBLEM = "application/problem+json"

STATUS: dict[type[LookalikeError], int] = {
    errors.BadInput: 400,
    errors.ImageRefused: 422,
    errors.UnsupportedFormat: 415,
    errors.ImageTooLarge: 413,
    errors.RowRefused: 422,
    errors.EncoderUnavailable: 422,
    errors.Unauthorised: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.TooManyRequests: 429,
    errors.EngineUnavailable: 503,
    errors.EngineBusy: 429,
}
RETRY_AFTER: dict[type[LookalikeError], int] = {
    errors.EngineBusy: 5,
    errors.TooManyRequests: 10,
    errors.StorageFull: 60,
    errors.EngineUnavailable: 10,
}
"""Seconds after which it is worth trying again, where the error does not say."""

TITLES = {
    400: N_("This cannot be asked"),
    401: N_("A key is needed"),
    403: N_("Not allowed here"),
    404: N_("Nothing here"),
    405: N_("Not this way"),
    409: N_("This does not fit together"),
    413: N_("Too large"),
    415: N_("This file cannot be used"),
    422: N_("This image cannot be used"),
    429: N_("Too much at once"),
    500: N_("Something went wrong here"),
    503: N_("The search is taking a break"),
}
TITLES_BY_CODE = {
    "encoder_unavailable": N_("The encoder cannot do this"),
    "source_refused": N_("This cannot be read"),
    "schema_too_new": N_("This cannot be read"),
    "storage_full": N_("No room left"),
}
SENTENCES = {
    404: N_("There is no page at this address."),
    405: N_("This address takes forms only. Go back and send the form again."),
    500: N_("This is our fault, not yours. The log has the details under the number below."),
}
_FOR_PROGRAMS = re.compile(
    r"/api/(?!v1/docs)|/((sift|resnet|beit)-similar-images|nearest-image|top-10-images)\Z"
)
_LARGER = N_("What was sent is larger than {limit} MB ({setting}).")
_TOO_MANY = N_("What was sent has more than {limit} parts, or one that is too long.")
_DATA = N_("The data folder")
_NO_ROOM = N_("there is no room left on its disk")
_METHODS = N_("This address takes {methods} alone.")
_HOST = N_("This site does not answer to that host name. {setting} lists the names it answers to.")


def install(app: Flask) -> None:
    """Handle every error there is."""
    app.register_error_handler(LookalikeError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OSError, _system)
    app.register_error_handler(Exception, _unknown)


def status_of(kind: type[LookalikeError]) -> int:
    """Return the HTTP status of an error of ours: its own or its nearest ancestor's; else 500."""
    return next((STATUS[each] for each in kind.__mro__ if each in STATUS), 500)


def _ours(error: LookalikeError) -> Response:
    status = status_of(type(error))
    if status == 500:
        return _unknown(error)
    log.info("%s: %s", error.code, error)
    retry = _seconds(error)
    field = str(error.params.get("field", "")) if isinstance(error, BadRequest) else ""
    title = TITLES_BY_CODE.get(error.code)
    answer = _answer(status, str(error), error.code, title=title, field=field, retry=retry)
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _seconds(error: LookalikeError) -> int | None:
    """Return after how many seconds it is worth trying again, None where it never is."""
    usual = next((RETRY_AFTER[each] for each in type(error).__mro__ if each in RETRY_AFTER), None)
    return usual and int(str(error.params.get("seconds", usual)))


def _http(error: HTTPException) -> Response | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    sentence = _(SENTENCES.get(status, HTTPStatus(status).description or HTTPStatus(status).phrase))
    if status == 413:
        sentence = _too_large(request.max_content_length or 0)
    if isinstance(error, MethodNotAllowed) and wants_json():
        sentence = _(_METHODS).format(methods=", ".join(sorted(error.valid_methods or ())))
    if isinstance(error, SecurityError):
        sentence = _(_HOST).format(setting=f"{PREFIX}TRUSTED_HOSTS")
    answer = _answer(status, sentence, f"http_{status}")
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _too_large(limit: int) -> str:
    """Return what of a request was too large; `limit`: of all its bytes."""
    if (request.content_length or 0) <= limit:
        return _(_TOO_MANY).format(limit=request.max_form_parts)
    is_usual = limit == current_site().settings.max_upload_bytes
    setting = f"{PREFIX}{'MAX_UPLOAD_BYTES' if is_usual else 'MAX_ADD_BYTES'}"
    setting = PLAIN_FORM if request.mimetype == PLAIN_FORM else setting
    return _(_LARGER).format(limit=f"{limit / 2**20:g}", setting=setting)


def _system(error: OSError) -> Response:
    if is_no_room(error):
        return _ours(StorageFull(engine=_(_DATA), reason=_(_NO_ROOM)))
    return _unknown(error)


def _unknown(error: Exception) -> Response:
    log.error("unexpected error", exc_info=error)
    return _answer(500, _(SENTENCES[500]), "error")


def _answer(
    status: int,
    sentence: str,
    code: str,
    *,
    title: str | None = None,
    field: str = "",
    retry: int | None = None,
) -> Response:
    heading = _(title or TITLES.get(status, HTTPStatus(status).phrase))
    body: Response
    if wants_json():
        problem = {
            "type": "about:blank",
            "title": heading,
            "status": status,
            "detail": sentence,
            "code": code,
            "request_id": request_id.get(),
        }
        problem |= {"field": field} if field else {}
        body = Response(json.dumps(problem, ensure_ascii=False), status, mimetype=PROBLEM)
    else:
        again = retry if request.method == "GET" else None
        page = ErrorContext(heading, sentence, status, request_id.get(), again, _back(status))
        body = make_response(render(page), status)
    body.headers["Cache-Control"] = "no-store"
    if retry is not None:
        body.headers["Retry-After"] = str(retry)
    return body


def _back(status: int) -> str:
    name = collection_here()
    if not name or status in (404, 500, 503):
        return home()
    return url_for("pages.collection_page", collection=name)


def wants_json() -> bool:
    """Whether whoever asks wants problem+json rather than a page."""
    if _FOR_PROGRAMS.match(request.path):
        return True
    kinds = ["text/html", "application/json", PROBLEM]
    return request.accept_mimetypes.best_match(kinds, default="text/html") != "text/html"
