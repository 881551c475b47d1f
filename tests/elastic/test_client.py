"""The client: lazily connected, its server's version checked, its silence explained."""

import threading

import pytest

from lookalike.core.errors import BadRequest, Conflict, EngineUnavailable, NotFound

LONG = 120


def test_making_an_engine_opens_no_connection(open_engine, cluster):
    asked = []
    url = cluster(lambda *request: asked.append(request) or (200, {}))
    open_engine(url)
    assert asked == []


def test_an_older_server_is_refused_with_a_sentence(open_engine, cluster):
    engine = open_engine(cluster(version="9.1.0").replace("//", "//ann:secret@"))
    with pytest.raises(Conflict) as caught:
        engine.count("photos")
    assert "version 9.1.0; 9.2 or newer is needed" in str(caught.value)
    assert "secret" not in str(caught.value)
    health = engine.health()
    assert not health.ok
    assert "9.2 or newer" in health.detail


@pytest.mark.parametrize("version", ["9.2.0", "9.5.3", "9.10.0", "10.0.0-SNAPSHOT"])
def test_the_oldest_and_newer_servers_are_taken(open_engine, cluster, version):
    engine = open_engine(cluster(lambda *_: (200, {"count": 3}), version=version))
    assert engine.count("photos") == 3


def test_the_version_is_asked_once(open_engine, cluster):
    paths = []

    def answer(method, path, body):
        paths.append(path)
        return 200, {"count": 0}

    engine = open_engine(cluster(answer))
    for _ in range(3):
        engine.count("photos")
    assert len(paths) == 3


def test_a_server_that_is_down_is_unavailable_at_once(open_engine, unused_port):
    engine = open_engine(f"http://127.0.0.1:{unused_port}")
    with pytest.raises(EngineUnavailable):
        engine.collections()
    assert not engine.health().ok


def test_a_server_that_never_answers_is_unavailable_when_the_time_is_up(open_engine, cluster):
    release = threading.Event()
    engine = open_engine(
        cluster(lambda *_: release.wait(LONG) and (200, {})), elasticsearch_timeout=0.5
    )
    with pytest.raises(EngineUnavailable) as caught:
        engine.count("photos")
    release.set()
    assert "in time" in str(caught.value)


def test_what_is_not_elasticsearch_is_said_to_be_none(open_engine, other_website):
    with pytest.raises(EngineUnavailable) as caught:
        open_engine(other_website).count("photos")
    assert "not Elasticsearch" in str(caught.value)


def test_an_engine_recovers_when_its_server_comes_back(open_engine, cluster):
    up = threading.Event()
    engine = open_engine(cluster(lambda *_: (200, {"count": 1}) if up.is_set() else (503, {})))
    with pytest.raises(EngineUnavailable):
        engine.count("photos")
    up.set()
    assert engine.count("photos") == 1


@pytest.mark.parametrize("url", ["nonsense", "ftp://host:9200", "http://"])
def test_an_address_that_is_none_names_its_setting(open_engine, url):
    with pytest.raises(BadRequest) as caught:
        open_engine(url)
    assert caught.value.params["field"] == "LOOKALIKE_ELASTICSEARCH_URL"


def test_an_address_without_a_port_has_the_scheme_s_own(open_engine):
    for url, asked in (
        ("https://cluster.example", "https://cluster.example:443"),
        ("http://cluster.example/behind/a/proxy", "http://cluster.example:80/behind/a/proxy"),
    ):
        [node] = open_engine(url)._connection._client.transport.node_pool.all()
        assert node.base_url == asked


def test_the_api_key_is_sent(open_engine, other_website_headers):
    url, seen = other_website_headers
    engine = open_engine(url, elasticsearch_api_key="a2V5")
    engine.health()
    assert seen[0]["authorization"] == "ApiKey a2V5"


def test_the_line_end_of_an_api_key_is_not_sent(open_engine, other_website_headers):
    url, seen = other_website_headers
    open_engine(url, elasticsearch_api_key="a2V5\n").health()
    assert seen[0]["authorization"] == "ApiKey a2V5"


@pytest.mark.parametrize("key", ["a2V5\nX-Other: 1", "schlüssel"])
def test_what_cannot_be_an_api_key_names_its_setting_and_not_the_key(open_engine, key):
    with pytest.raises(BadRequest, match="LOOKALIKE_ELASTICSEARCH_API_KEY") as caught:
        open_engine("http://127.0.0.1:9", elasticsearch_api_key=key)
    assert key not in str(caught.value)


def test_a_shard_that_is_not_up_yet_is_an_engine_that_is_away(open_engine, cluster):
    cause = {"type": "no_shard_available_action_exception", "reason": "No shard available"}
    document = {"_index": "i", "_id": "0" * 64, "error": cause}
    engine = open_engine(cluster(lambda *_: (200, {"docs": [document]})))
    with pytest.raises(EngineUnavailable, match="No shard available"):
        engine.get("photos", ["0" * 64])


def test_an_index_that_is_gone_is_a_collection_not_found(open_engine, cluster):
    cause = {"type": "index_not_found_exception", "index": "lookalike_photos"}
    engine = open_engine(cluster(lambda *_: (404, {"error": cause})))
    with pytest.raises(NotFound) as caught:
        engine.count("photos")
    assert str(caught.value) == "There is no collection “photos”."
