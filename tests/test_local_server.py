"""The Elasticsearch that tests run against: real answers, real vectors, real restarts."""

import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch
from jars import Jdk

SERVER = Path(__file__).parent / "elasticsearch"
pytestmark = pytest.mark.elasticsearch


@pytest.fixture
def client(elasticsearch_url):
    with Elasticsearch(elasticsearch_url) as client:
        yield client


@pytest.fixture
def index(client):
    """A name for the test's index, gone afterwards."""
    name = f"server-{secrets.token_hex(4)}"
    yield name
    client.indices.delete(index=name, ignore_unavailable=True)


def test_it_tells_its_version_and_that_it_lives(client):
    assert client.ping()
    major, minor, *_ = map(int, client.info()["version"]["number"].split("."))
    assert (major, minor) >= (9, 2)


@pytest.mark.parametrize(
    "options",
    [
        {"type": "flat"},
        {"type": "hnsw"},
        {"type": "int8_hnsw", "rescore_vector": {"oversample": 2.0}},
        {"type": "bbq_hnsw", "rescore_vector": {"oversample": 3.0}},
    ],
    ids=lambda options: options["type"],
)
def test_the_nearest_of_three_vectors_is_found_with_its_cosine(client, index, options):
    vector = {
        "type": "dense_vector",
        "dims": 64,
        "index": True,
        "similarity": "cosine",
        "index_options": options,
    }
    client.indices.create(index=index, mappings={"properties": {"v": vector}})
    rows = {"east": [1.0, 0.0], "north": [0.0, 1.0], "between": [3.0, 4.0]}
    for name, row in rows.items():
        client.index(index=index, id=name, document={"v": row + [0.0] * 62}, refresh=True)
    knn = {"field": "v", "query_vector": [1.0] + [0.0] * 63, "k": 2, "num_candidates": 10}
    hits = client.search(index=index, knn=knn)["hits"]["hits"]
    assert [hit["_id"] for hit in hits] == ["east", "between"]
    # (1 + cos) / 2, where cos is 1 and 3/5.
    assert [hit["_score"] for hit in hits] == pytest.approx([1.0, 0.8], abs=1e-2)


def test_acknowledged_documents_survive_a_kill(own_elasticsearch):
    server = own_elasticsearch()
    with Elasticsearch(server.url) as client:
        operations = [part for n in range(500) for part in ({"create": {"_id": str(n)}}, {"n": n})]
        answer = client.bulk(index="kept", operations=operations)
        assert not answer["errors"]
        server.kill()
        server.start()
        client.indices.refresh(index="kept")
        assert client.count(index="kept")["count"] == 500


def test_a_restart_keeps_the_address_and_the_process_is_another(own_elasticsearch):
    server = own_elasticsearch()
    url, pid = server.url, server.pid
    server.restart()
    assert server.url == url
    assert server.pid != pid
    with Elasticsearch(server.url) as client:
        assert client.ping()


def test_a_taken_port_is_refused_with_its_number(own_elasticsearch):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(Exception, match=f"port {port} is taken"):
            own_elasticsearch(port=port)


def test_a_setting_it_does_not_know_ends_the_start_with_the_servers_words(own_elasticsearch):
    with pytest.raises(Exception, match=r"unknown setting \[no\.such\]"):
        own_elasticsearch(options={"no.such": "1"})


@pytest.mark.usefixtures("own_elasticsearch")
def test_it_ends_with_the_process_that_started_it_even_when_that_is_killed(tmp_path):
    command = [sys.executable, str(SERVER / "local_server.py"), "--data", str(tmp_path)]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    starter = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.PIPE, text=True)
    assert f"http://127.0.0.1:{port}" in starter.stdout.readline()
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and _listens(port):
        time.sleep(0.1)
    assert not _listens(port)


def test_a_jdk_is_asked_only_for_the_flags_it_knows(tmp_path):
    old = Jdk(tmp_path, (21, 0, 1), frozenset({"java.base"}))
    new = Jdk(tmp_path, (25, 0, 3), frozenset({"java.base", "jdk.incubator.vector"}))
    assert old.flags == ["--enable-native-access=ALL-UNNAMED"]
    assert new.flags == [
        "--enable-native-access=ALL-UNNAMED",
        "--add-modules=jdk.incubator.vector",
        "--sun-misc-unsafe-memory-access=allow",
    ]


def _listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
