"""The accounts that docker-compose.yml makes, against a server that notes what it is asked."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lookalike.core.settings import load_settings
from lookalike.search.elastic.engine import ElasticEngine
from tests.websites import ELASTICSEARCH, Quiet, served

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "compose/accounts.py"
PASSWORDS = {
    "ELASTIC_PASSWORD": "top5ecret",
    "KIBANA_PASSWORD": "k1bana",
    "SITE_PASSWORD": "p1cture",
}


@pytest.fixture
def server():
    """Return (url, asked): asked gets (method, path, Authorization, body) of every request."""
    asked = []

    class Handler(Quiet):
        def answer(self):
            body = self.body()
            asked.append((self.command, self.path, self.headers["Authorization"], body))
            status = 401 if "d3nied" in body.decode() else 200
            self.tell(status, b'{"version": {"number": "9.5.3"}, "count": 7}', ELASTICSEARCH)

        do_GET = do_POST = do_PUT = answer  # noqa: N815

    with served(Handler) as url:
        yield url, asked


def run(url, **known):
    environment = {**os.environ, **PASSWORDS, "ELASTICSEARCH_URL": url, **known}
    return subprocess.run(
        [sys.executable, SCRIPT], env=environment, capture_output=True, text=True, check=False
    )


def test_kibana_gets_its_password_and_the_site_its_role_and_user(server):
    url, asked = server
    done = run(url)
    assert (done.returncode, done.stderr) == (0, "")
    assert {who for _method, _path, who, _body in asked} == {"Basic ZWxhc3RpYzp0b3A1ZWNyZXQ="}
    assert [(method, path) for method, path, _who, _body in asked] == [
        ("PUT", "/_security/user/kibana_system/_password"),
        ("PUT", "/_security/role/lookalike"),
        ("PUT", "/_security/user/lookalike"),
    ]
    password, role, user = (json.loads(body) for *_request, body in asked)
    assert password == {"password": "k1bana"}
    assert role == json.loads((ROOT / "compose/role.json").read_text())
    assert user == {"password": "p1cture", "roles": ["lookalike"]}


def test_a_refusal_fails_and_says_what_was_refused_and_no_password(server):
    done = run(server[0], KIBANA_PASSWORD="d3nied")
    assert done.returncode == 1
    assert "/_security/user/kibana_system/_password: HTTP Error 401" in done.stderr
    assert "d3nied" not in done.stdout + done.stderr


def test_a_password_that_cannot_stand_in_an_address_is_refused_before_anything_is_sent(server):
    done = run(server[0], SITE_PASSWORD="p@ssword/1")
    assert done.returncode == 1
    assert done.stderr.startswith("SITE_PASSWORD: take 6 or more letters and digits")
    assert server[1] == []


def test_a_server_that_is_away_is_a_sentence():
    done = run("http://127.0.0.1:9")
    assert done.returncode == 1
    assert "Connection refused" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_site_signs_in_with_the_user_of_its_address(server):
    url, asked = server
    engine = ElasticEngine(
        load_settings(elasticsearch_url=url.replace("//", "//lookalike:p1cture@"))
    )
    assert engine.count("photos") == 7
    engine.close()
    assert {who for _method, _path, who, _body in asked} == {"Basic bG9va2FsaWtlOnAxY3R1cmU="}


def test_the_role_covers_every_name_the_engine_writes_to(engine_names):
    patterns = json.loads((ROOT / "compose/role.json").read_text())["indices"][0]["names"]
    for name in engine_names:
        assert any(name.startswith(pattern.rstrip("*")) for pattern in patterns), name


@pytest.fixture
def engine_names():
    from lookalike.search.elastic import names

    prefix = load_settings().elasticsearch_prefix
    staged = names.staged_name("photos", 2)
    return [
        names.alias_of(prefix, "photos"),
        names.alias_of(prefix, staged),
        names.index_of(prefix, "photos", 1),
        names.token_of(prefix, "photos"),
        names.quarantine_of(prefix),
    ]
