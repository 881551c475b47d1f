"""Errors of the cluster as ours, by their type."""

import elastic_transport
import elasticsearch
import pytest
from elastic_transport import ApiResponseMeta, HttpHeaders, NodeConfig

from lookalike.core import errors
from lookalike.search.elastic.errors import explained, refusal


def api_error(status, body):
    meta = ApiResponseMeta(status, "1.1", HttpHeaders(), 0.1, NodeConfig("http", "h", 1))
    return elasticsearch.ApiError(message="x", meta=meta, body=body)


FLOOD = "index [p_a_000001] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage]"
CASES = [
    (429, "es_rejected_execution_exception", errors.EngineBusy),
    (429, "circuit_breaking_exception", errors.EngineBusy),
    (429, "cluster_block_exception", errors.StorageFull),
    (403, "cluster_block_exception", errors.StorageFull),
    (503, "cluster_block_exception", errors.EngineUnavailable),
    (503, "no_shard_available_action_exception", errors.EngineUnavailable),
    (503, "unavailable_shards_exception", errors.EngineUnavailable),
    (500, "illegal_state_exception", errors.EngineUnavailable),
    (502, "bad_gateway", errors.EngineUnavailable),
    (404, "index_not_found_exception", errors.NotFound),
    (404, "aliases_not_found_exception", errors.NotFound),
    (404, "search_context_missing_exception", errors.EngineUnavailable),
    (404, "document_missing_exception", errors.NotFound),
    (400, "resource_already_exists_exception", errors.CollectionExists),
    (400, "document_parsing_exception", errors.BadRequest),
    (401, "security_exception", errors.EngineUnavailable),
    (403, "security_exception", errors.EngineUnavailable),
    (409, "version_conflict_engine_exception", errors.Conflict),
    (413, "", errors.BadInput),
    (418, "teapot_exception", errors.LookalikeError),
]


@pytest.mark.parametrize(("status", "kind", "expected"), CASES)
def test_a_refusal_is_explained_by_its_type(status, kind, expected):
    body = {"error": {"type": kind, "reason": "because", "index": "p_a_000001"}}
    assert type(explained(api_error(status, body))) is expected


@pytest.mark.parametrize("body", [{}, "", None, [], {"error": "text"}, "<html>"])
@pytest.mark.parametrize("status", [400, 404, 413, 418, 429, 500, 503])
def test_an_answer_of_any_shape_becomes_an_error_of_ours(status, body):
    assert isinstance(explained(api_error(status, body)), errors.LookalikeError)


def test_a_flood_stage_names_its_cause():
    error = refusal(429, {"type": "cluster_block_exception", "reason": FLOOD})
    assert "flood-stage" in str(error)
    assert "Make room" in str(error)


def test_a_missing_index_is_named_as_the_collection_it_is():
    error = refusal(404, {"type": "index_not_found_exception", "index": "look-alike_photos"})
    assert error.params["name"] == "photos"


def test_a_full_queue_is_found_beneath_a_failed_phase():
    cause = {
        "type": "search_phase_execution_exception",
        "reason": "all shards failed",
        "root_cause": [{"type": "es_rejected_execution_exception", "reason": "queue full"}],
    }
    error = refusal(503, cause)
    assert type(error) is errors.EngineBusy
    assert "queue full" in str(error)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (elastic_transport.ConnectionTimeout("slow"), errors.EngineUnavailable),
        (elastic_transport.ConnectionError("refused"), errors.EngineUnavailable),
        (elastic_transport.TlsError("certificate"), errors.EngineUnavailable),
        (elastic_transport.SerializationError("html"), errors.EngineUnavailable),
        (elastic_transport.TransportError("new"), errors.LookalikeError),
    ],
)
def test_a_lost_connection_is_an_engine_that_is_away(error, expected):
    assert type(explained(error)) is expected


def test_every_error_the_client_can_raise_becomes_one_of_ours():
    def below(cls):
        return {cls}.union(*(below(each) for each in cls.__subclasses__()))

    for cls in below(elastic_transport.TransportError):
        if not issubclass(cls, elastic_transport.SniffingError):
            assert isinstance(explained(cls("x")), errors.LookalikeError)
    for cls in below(elasticsearch.ApiError):
        given = api_error(418, {})
        error = explained(cls(message="x", meta=given.meta, body={}))
        assert isinstance(error, errors.LookalikeError)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            "Connection error caused by: NewConnectionError(HTTPConnection(host='10.1.2.3', "
            "port=9200): Failed to establish a new connection: [Errno 111] Connection refused)",
            "Connection refused",
        ),
        (
            "Connection error caused by: NameResolutionError(HTTPConnection(host='secret', "
            "port=9200): Failed to resolve 'secret' ([Errno -2] Name or service not known))",
            "Name or service not known",
        ),
        (
            "TLS error caused by: SSLError([SSL: CERTIFICATE_VERIFY_FAILED] certificate verify "
            "failed: self-signed certificate (_ssl.c:1006))",
            "certificate verify failed: self-signed certificate",
        ),
        ("Connection error caused by: ProtocolError", "Connection error caused by: ProtocolError"),
    ],
)
def test_no_connection_says_why_but_not_where_the_cluster_stands(said, kept):
    error = explained(elastic_transport.ConnectionError(said))
    assert type(error) is errors.EngineUnavailable
    assert error.params["reason"] == f"there is no connection to it ({kept})"
