"""Many writes: every item's answer counts, and what waits is sent again."""

import json

import pytest

from lookalike.core.errors import (
    BadInput,
    BadRequest,
    EngineBusy,
    EngineUnavailable,
    NotFound,
    StorageFull,
)
from lookalike.core.settings import load_settings
from lookalike.search.elastic import bulk
from lookalike.search.elastic.client import Connection


@pytest.fixture
def client(cluster, monkeypatch):
    """A client of a cluster whose bulk answers come from `answer(ids of the request)`."""
    monkeypatch.setattr(bulk, "FIRST_PAUSE", 0.001)
    opened = []

    def build(answer):
        def told(method, path, body):
            assert path == "/p_photos/_bulk?require_alias=true"
            lines = [json.loads(line) for line in body.splitlines()]
            return answer([line["create"]["_id"] for line in lines if "create" in line])

        opened.append(Connection(load_settings(elasticsearch_url=cluster(told))))
        return opened[-1].client

    yield build
    for each in opened:
        each.close()


def items(statuses):
    """A bulk answer: an item is done where its status is 201, else has the error given."""
    answers = []
    for id_, status, kind in statuses:
        error = {} if kind is None else {"error": {"type": kind, "reason": f"{kind} of {id_}"}}
        answers.append({"create": {"_id": id_, "status": status, **error}})
    return 200, {"errors": True, "items": answers}


def creates(*ids, size=1):
    return [bulk.operation("create", {"_id": id_}, {"words": "x" * size}) for id_ in ids]


def test_an_item_is_two_lines_or_for_a_delete_one():
    assert bulk.operation("create", {"_id": "a"}, {"words": "é"}).lines == (
        '{"create":{"_id":"a"}}\n{"words":"é"}'.encode()
    )
    assert bulk.operation("delete", {"_id": "a"}).lines == b'{"delete":{"_id":"a"}}'


def test_each_item_has_its_own_answer(client):
    told = client(lambda ids: items([("a", 201, None), ("b", 400, "document_parsing_exception")]))
    first, second = bulk.send(told, "p_photos", creates("a", "b"))
    assert first is None
    assert isinstance(second, BadRequest)


def test_items_the_queue_refused_are_sent_again_alone(client):
    requests = []

    def answer(ids):
        requests.append(ids)
        busy = len(requests) < 3
        return items(
            [
                (id_, 429, "es_rejected_execution_exception")
                if id_ == "b" and busy
                else (id_, 201, None)
                for id_ in ids
            ]
        )

    assert bulk.send(client(answer), "p_photos", creates("a", "b", "c")) == [None] * 3
    assert requests == [["a", "b", "c"], ["b"], ["b"]]


def test_a_request_the_queue_refused_as_a_whole_is_sent_again(client):
    requests = []

    def answer(ids):
        requests.append(ids)
        if len(requests) == 1:
            return 429, {"error": {"type": "es_rejected_execution_exception", "reason": "full"}}
        return items([(id_, 201, None) for id_ in ids])

    assert bulk.send(client(answer), "p_photos", creates("a")) == [None]
    assert len(requests) == 2


def test_a_queue_that_stays_full_is_an_engine_that_is_busy(client):
    requests = []

    def answer(ids):
        requests.append(ids)
        return items([(id_, 429, "es_rejected_execution_exception") for id_ in ids])

    with pytest.raises(EngineBusy):
        bulk.send(client(answer), "p_photos", creates("a"))
    assert len(requests) == bulk.ATTEMPTS


@pytest.mark.parametrize("status", [429, 403])
def test_a_block_stops_the_writing_at_once_with_its_cause(client, status):
    requests = []

    def answer(ids):
        requests.append(ids)
        return items([(id_, status, "cluster_block_exception") for id_ in ids])

    with pytest.raises(StorageFull) as caught:
        bulk.send(client(answer), "p_photos", creates("a"))
    assert "cluster_block_exception of a" in str(caught.value)
    assert len(requests) == 1


def test_a_collection_that_vanished_is_not_found(client):
    told = client(lambda ids: items([("a", 404, "index_not_found_exception")]))
    with pytest.raises(NotFound):
        bulk.send(told, "p_photos", creates("a"))


def test_a_connection_lost_in_mid_bulk_is_an_engine_that_is_away(client):
    with pytest.raises(EngineUnavailable):
        bulk.send(client(lambda ids: None), "p_photos", creates("a"))


def test_requests_stay_below_their_size(client, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK_BYTES", 1_000)
    requests = []

    def answer(ids):
        requests.append(ids)
        return items([(id_, 201, None) for id_ in ids])

    bulk.send(client(answer), "p_photos", creates("a", "b", "c", "d", "e", size=400))
    assert requests == [["a", "b"], ["c", "d"], ["e"]]


def test_a_request_too_large_for_the_server_is_halved_down_to_the_item_at_fault(client):
    def answer(ids):
        if "c" in ids:
            return 413, None
        return items([(id_, 201, None) for id_ in ids])

    answers = bulk.send(client(answer), "p_photos", creates("a", "b", "c", "d"))
    assert [type(each) for each in answers] == [type(None), type(None), BadInput, type(None)]
