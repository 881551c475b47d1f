"""docker-compose.yml against its schema, and against what the page about it promises.

No container is started: that needs a Docker engine.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from lookalike.core.settings import PREFIX, Settings
from tests.conftest import ELASTICSEARCH_IMAGE

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docker-compose.yml"
VERSION = ELASTICSEARCH_IMAGE.partition(":")[2]
SERVICES = yaml.safe_load(FILE.read_text())["services"]
EXAMPLE = (ROOT / ".env.example").read_text()
each_service = pytest.mark.parametrize("name", SERVICES)


def variables(text):
    """Return {name: what follows it} of every ${NAME...}."""
    return dict(re.findall(r"\$\{([A-Z_]+)([^}]*)\}", text))


def test_the_file_is_valid_by_the_compose_specification():
    checker = Path(sys.executable).with_name("check-jsonschema")
    command = [checker, "--builtin-schema", "vendor.compose-spec", FILE]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_servers_are_of_the_version_the_tests_run_against():
    assert SERVICES["elasticsearch"]["image"] == f"elasticsearch:{VERSION}"
    assert SERVICES["kibana"]["image"] == f"kibana:{VERSION}"
    pom = (ROOT / "tests/elasticsearch/server/pom.xml").read_text()
    assert f"<elasticsearch.version>{VERSION}</elasticsearch.version>" in pom


@each_service
def test_every_service_has_a_limit_of_memory_and_says_when_it_restarts(name):
    service = SERVICES[name]
    assert re.fullmatch(r"(\$\{[A-Z_]+:-)?\d+[mg]\}?", service["mem_limit"])
    assert service["restart"] == ("no" if name == "accounts" else "unless-stopped")


@each_service
def test_every_port_is_open_to_this_machine_alone(name):
    for port in SERVICES[name].get("ports", []):
        assert re.fullmatch(r"127\.0\.0\.1:\$\{[A-Z_]+:-(\d+)\}:\1", port)


def test_each_service_waits_until_the_one_before_it_is_ready():
    waits = {name: service.get("depends_on", {}) for name, service in SERVICES.items()}
    done = {"accounts": {"condition": "service_completed_successfully"}}
    assert waits == {
        "elasticsearch": {},
        "accounts": {"elasticsearch": {"condition": "service_healthy"}},
        "kibana": done,
        "site": done,
    }
    for name in ("elasticsearch", "kibana"):
        assert SERVICES[name]["healthcheck"]["test"][0] == "CMD-SHELL"


def test_what_must_outlive_a_container_is_in_a_named_volume():
    named = yaml.safe_load(FILE.read_text())["volumes"]
    mounted = {
        volume.partition(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if isinstance(volume, str) and not volume.startswith(".")
    }
    assert mounted == set(named) == {"site-data", "elasticsearch-data", "kibana-data"}


def test_the_images_of_the_user_cannot_be_written_to():
    [images] = [
        each for each in SERVICES["site"]["volumes"] if isinstance(each, dict) and "source" in each
    ]
    assert images["read_only"] is True
    assert images["bind"] == {"create_host_path": False}


def test_uploads_wait_on_disk_and_not_in_memory():
    site = SERVICES["site"]
    assert {"type": "volume", "target": "/tmp"} in site["volumes"]
    assert "tmpfs" not in site


def test_security_is_on_and_no_secret_is_written_into_the_file():
    assert SERVICES["elasticsearch"]["environment"]["xpack.security.enabled"] == "true"
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search("PASSWORD|KEY", name):
                assert re.fullmatch(r"\$\{[A-Z_]+:\?set it in \.env\}", value)
    for line in EXAMPLE.splitlines():
        if re.match("[A-Z_]*(PASSWORD|KEY)", line):
            assert line.endswith("=")


def test_the_example_names_every_variable_and_no_other():
    text = FILE.read_text()
    given = set(re.findall(r"^([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    optional = dict(re.findall(r"^# ([A-Z_]+)=(.+)", EXAMPLE, re.MULTILINE))
    used = variables(re.sub("^ *#.*", "", text, flags=re.MULTILINE))
    assert given | set(optional) == set(used)
    assert {name: f":-{value}" for name, value in optional.items()} == {
        name: default for name, default in used.items() if name in optional
    }
    assert {used[name] for name in given} == {":?set it in .env"}


def test_the_secrets_stay_out_of_the_repository_and_of_the_image():
    assert ".env" in (ROOT / ".gitignore").read_text().split()
    assert (ROOT / ".dockerignore").read_text().splitlines()[1] == "*"


def test_the_site_gets_only_settings_there_are():
    environment = SERVICES["site"]["environment"]
    names = {PREFIX + name.upper() for name in Settings.model_fields}
    assert set(environment) <= names
    known = {name.removeprefix(PREFIX).lower(): value for name, value in environment.items()}
    hosts = json.loads(known.pop("trusted_hosts"))
    known["language"] = "en"
    settings = Settings(**known, trusted_hosts=hosts, host="0.0.0.0")
    assert settings.engine == "elasticsearch"
    assert not settings.paths_visible
    assert set(settings.trusted_hosts) == {"127.0.0.1", "localhost"}
