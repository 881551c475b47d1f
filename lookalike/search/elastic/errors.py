"""The one border where errors of Elasticsearch and its client become ours, by their type."""

import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any

from elastic_transport import (
    ConnectionError as NoConnection,
)
from elastic_transport import (
    ConnectionTimeout,
    SerializationError,
    TransportError,
)
from elasticsearch import ApiError, UnsupportedProductError

from lookalike.core.errors import (
    BadInput,
    BadRequest,
    CollectionExists,
    Conflict,
    EngineBusy,
    EngineUnavailable,
    LookalikeError,
    NotFound,
    StorageFull,
)
from lookalike.core.texts import N_, _
from lookalike.search.elastic.names import collection_in

log = logging.getLogger(__name__)

ENGINE = "Elasticsearch"

_NO_ANSWER = N_("it did not answer in time")
_NO_CONNECTION = N_("there is no connection to it ({detail})")
_UNREADABLE = N_("what answers there is not Elasticsearch, or its answer is damaged")
_NOT_ALLOWED = N_("it refuses these credentials ({detail}); see LOOKALIKE_ELASTICSEARCH_API_KEY")
_TOO_LARGE = N_("Elasticsearch takes no request of this size (http.max_content_length)")
_EXPIRED = N_("reading took so long that it forgot where it was ({detail})")

_BUSY = {"es_rejected_execution_exception", "circuit_breaking_exception"}
_MISSING = {"index_not_found_exception", "aliases_not_found_exception"}
_EXPIRES = "search_context_missing_exception"
_BLOCK = "cluster_block_exception"
_CAUSE = re.compile(r"\] ([^()]*[^() ])")
_EXISTS = "resource_already_exists_exception"


def explained(error: ApiError | TransportError) -> LookalikeError:
    """Return our error for one that the client raised."""
    if isinstance(error, UnsupportedProductError | SerializationError):
        return EngineUnavailable(engine=ENGINE, reason=_(_UNREADABLE))
    if isinstance(error, ApiError):
        body = error.body if isinstance(error.body, Mapping) else {}
        cause = body.get("error", {})
        return refusal(error.meta.status, cause if isinstance(cause, Mapping) else {})
    if isinstance(error, ConnectionTimeout):
        return EngineUnavailable(engine=ENGINE, reason=_(_NO_ANSWER))
    if isinstance(error, NoConnection):
        # Where the cluster stands is for the log: the sentence is read by whoever visits the site.
        log.info("no connection: %s", error.message)
        *_more, detail = [error.message, *_CAUSE.findall(str(error.message))]
        return EngineUnavailable(engine=ENGINE, reason=_(_NO_CONNECTION).format(detail=detail))
    return LookalikeError(reason=str(error))


def refusal(status: int, cause: Mapping[str, Any]) -> LookalikeError:
    """Return our error for the `error` object of a response, or of one item in it.

    The type decides before the status: a flood stage and a full queue are both a 429.
    """
    causes = list(_causes(cause))
    kinds = {str(each.get("type")) for each in causes}
    reason = _reason(causes) or f"HTTP {status}"
    if _BLOCK in kinds and status in (403, 429):
        return StorageFull(engine=ENGINE, reason=reason)
    if kinds & _BUSY or status == 429:
        return EngineBusy(engine=ENGINE, reason=reason)
    if kinds & _MISSING:
        return NotFound(kind="collection", name=_collection(causes))
    if _EXISTS in kinds:
        return CollectionExists(name=_collection(causes))
    if _EXPIRES in kinds:
        return EngineUnavailable(engine=ENGINE, reason=_(_EXPIRED).format(detail=reason))
    return _by_status(status, reason)


def _by_status(status: int, reason: str) -> LookalikeError:
    match status:
        case 400:
            found: LookalikeError = BadRequest(field=ENGINE, reason=reason)
        case 401 | 403:
            found = EngineUnavailable(engine=ENGINE, reason=_(_NOT_ALLOWED).format(detail=reason))
        case 404:
            found = NotFound(kind="document", name=reason)
        case 409:
            found = Conflict(reason=reason)
        case 413:
            found = BadInput(reason=_(_TOO_LARGE))
        case _ if status >= 500:
            found = EngineUnavailable(engine=ENGINE, reason=reason)
        case _:
            found = LookalikeError(reason=f"{ENGINE}: {status}, {reason}")
    return found


def _causes(cause: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield an error object, its root causes and what caused it, outermost first."""
    yield cause
    yield from cause.get("root_cause", ())
    deeper = cause.get("caused_by")
    if isinstance(deeper, Mapping):
        yield from _causes(deeper)


def _reason(causes: list[Mapping[str, Any]]) -> str:
    """Return the most telling sentence: the root cause's where the outer one names only a phase."""
    reasons = [str(each["reason"]) for each in causes if each.get("reason")]
    if reasons and reasons[0] == "all shards failed" and len(reasons) > 1:
        return reasons[1]
    return reasons[0] if reasons else ""


def _collection(causes: list[Mapping[str, Any]]) -> str:
    for each in causes:
        address = each.get("index") or each.get("resource.id")
        if address:
            return collection_in(str(address))
    return "?"
