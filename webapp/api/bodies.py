"""What a caller sends, read by its model: JSON, or a form with files."""

from typing import Any, TypeVar, get_origin

from flask import request
from flask_openapi3.utils import parse_body, parse_form
from pydantic import ValidationError

from lookalike.core.errors import BadRequest
from lookalike.core.problems import first_problem
from lookalike.core.texts import N_, _
from webapp.api.models.base import Form, Input
from webapp.forms import MAX_WORDS

Model = TypeVar("Model", bound=Input)
FormModel = TypeVar("FormModel", bound=Form)

JSON = "application/json"
FORM = "multipart/form-data"

SCHEMAS: dict[str, Any] = {}
"""The schemas of all bodies that operations take, by name."""

_REASONS = {
    "missing": N_("it is missing"),
    "extra_forbidden": N_("there is no such field here"),
}
_REPEATED = N_("it is there more than once")
_MEDIA_TYPE = N_("send {choices}")
_TOO_MANY = N_("more than {limit} values")

MAX_VALUES = 10_000
"""In one body of JSON. Each that a model refuses takes a kilobyte and its share of the one lock that
all threads wait for: 32 MB of them stopped the site for minutes."""


def refusal(error: ValidationError) -> BadRequest:
    """Return the error of ours for the first field that a model refused."""
    problem = first_problem(error)
    field = problem.where[:MAX_WORDS] or "body"
    reason = _REASONS.get(problem.kind)
    return BadRequest(field=field, reason=_(reason) if reason else problem.why.rstrip("."))


def refuse(error: ValidationError) -> None:
    """Raise the error of ours for what a model refused."""
    raise refusal(error) from error


def is_form() -> bool:
    """Whether a form was sent."""
    return request.mimetype == FORM


def read_json(model: type[Model]) -> Model:
    """Return the JSON that was sent; BadRequest names the field that is wrong."""
    if request.mimetype != JSON:
        raise BadRequest(field="Content-Type", reason=_(_MEDIA_TYPE).format(choices=JSON))
    data = request.get_data()
    if data.count(b",") >= MAX_VALUES:
        raise BadRequest(field="body", reason=_(_TOO_MANY).format(limit=MAX_VALUES))
    try:
        return model.model_validate_json(data, strict=True)
    except ValidationError as error:
        raise refusal(error) from error


def read_form(model: type[FormModel]) -> FormModel:
    """Return the form that was sent, with its files; BadRequest names the field that is wrong."""
    if not is_form():
        raise BadRequest(field="Content-Type", reason=_(_MEDIA_TYPE).format(choices=FORM))
    files = [each for each in request.files.getlist(model.files_in) if each.filename]
    sent: dict[str, list[Any]] = {
        name: list(values) for name, values in request.form.lists() if name != model.files_in
    }
    sent |= {model.files_in: files} if files else {}
    several = _several(model)
    for name in sent.keys() - several:
        if len(sent[name]) > 1:
            raise BadRequest(field=name, reason=_(_REPEATED))
    values = {name: each if name in several else each[0] for name, each in sent.items()}
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise refusal(error) from error


def takes(*models: type[Input]) -> dict[str, Any]:
    """Return what describes an operation that takes one of `models`: JSON, or a form."""
    content: dict[str, Any] = {}
    for model in models:
        described, schemas = (parse_form if issubclass(model, Form) else parse_body)(model)
        SCHEMAS.update(schemas)
        content |= described
    return {"openapi_extensions": {"requestBody": {"content": content, "required": True}}}


def _several(model: type[Form]) -> set[str]:
    """Return the names of the fields that may be sent several times."""
    return {
        field.alias or name
        for name, field in model.model_fields.items()
        if get_origin(field.annotation) is list
    }
