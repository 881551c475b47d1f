"""docs/elasticsearch-kibana.md, followed as written where that is possible here.

Run: the settings, looking into the index, writing Kibana's file, snapshot and restore, on a real
server, whose security is not there; and the making of a key, against a server that notes what it
is asked. Not run: importing into Kibana, and the containers, which need a Docker engine.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lookalike.core.settings import load_settings
from lookalike.search.elastic import mapping, quarantine
from lookalike.search.elastic.client import OLDEST
from lookalike.search.elastic.engine import ElasticEngine
from tests.conftest import ELASTICSEARCH_IMAGE
from tests.websites import Quiet, served

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/elasticsearch-kibana.md").read_text()
BLOCKS = re.findall(r"^ *```sh\n(.*?)^ *```", TEXT, re.DOTALL | re.MULTILINE)
ADDRESS = "http://127.0.0.1:9200"
NOT_RUN = ("docker compose", "/api/saved_objects/_import")


def the_block_with(text):
    [block] = [each for each in BLOCKS if text in each]
    return block


@pytest.fixture
def follow(tmp_path):
    """Run a block as a user would, in a copy of what it needs, at another address."""
    home, tree = tmp_path / "home", tmp_path / "tree"
    home.mkdir()
    shutil.copytree(ROOT / "kibana", tree / "kibana")

    def run(block, url, **known):
        kept = {key: value for key, value in os.environ.items() if not key.startswith("LOOKALIKE_")}
        environment = {
            **kept,
            "HOME": str(home),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": f"{tree}{os.pathsep}{ROOT}",
            "LOOKALIKE_DATA": str(tmp_path / "data"),
            "ELASTIC_PASSWORD": "top5ecret",
            "ENCODED": "a2V5OmtleQ==",
            "LOOKALIKE_ELASTICSEARCH_API_KEY": "a2V5OmtleQ==",
            **known,
        }
        script = block.replace(ADDRESS, url)
        done = subprocess.run(
            ["bash", "-euc", script],
            cwd=tree, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run.home, run.tree = home, tree
    return run


@pytest.fixture
def pictures(follow):
    """Three pictures of stripes."""
    folder = follow.home / "Pictures" / "stripes"
    folder.mkdir(parents=True)
    for number in range(3):
        pixels = np.zeros((48, 64, 3), np.uint8)
        pixels[:: 4 + number, :, 0] = 255
        Image.fromarray(pixels).save(folder / f"red-{number}.png")


@pytest.mark.elasticsearch
def test_docs_are_followed_on_a_cluster_from_the_first_image_to_a_restored_snapshot(
    follow, pictures, own_elasticsearch, tmp_path
):
    backups = tmp_path / "backups"
    url = own_elasticsearch(options={"path.repo": str(backups)}).url
    told = follow(the_block_with("lookalike ingest ~/Pictures"), url)
    assert "ok   engine" in told
    assert "red-0.png" in told
    described, found = follow(the_block_with("/_mapping?pretty"), url).split("\n}\n", 1)
    assert '"ingested_at"' in described
    assert json.loads(found)["hits"]["total"]["value"] == 3

    follow(the_block_with("/_snapshot/lookalike/monday?"), url, BACKUPS=str(backups / "one"))
    engine = ElasticEngine(load_settings(elasticsearch_url=url))
    engine.drop("photos")
    assert engine.collections() == []
    follow(the_block_with("/_restore"), url)
    assert engine.count("photos") == 3
    engine.close()


def test_docs_write_a_file_for_kibana(follow):
    follow(the_block_with("kibana.make"), ADDRESS)
    lines = (follow.tree / "kibana/photos.ndjson").read_text().splitlines()
    assert json.loads(lines[0])["attributes"]["title"] == "lookalike_photos"
    assert "kibana/photos.ndjson" in the_block_with("_import?overwrite=true")


def test_docs_make_a_key_with_the_rights_of_the_role(follow):
    asked = []

    class Handler(Quiet):
        def do_POST(self):  # noqa: N802
            asked.append((self.path, self.headers["Content-Type"], json.loads(self.body())))
            self.tell(200, b'{"encoded": "a2V5"}', {})

    with served(Handler) as url:
        told = follow(the_block_with("api_key"), url)
    role = json.loads((ROOT / "compose/role.json").read_text())
    key = {"name": "lookalike", "role_descriptors": {"lookalike": role}}
    assert asked == [("/_security/api_key", "application/json", key)]
    assert "encoded" in told


def test_docs_have_no_block_that_is_neither_run_nor_said_not_to_be():
    run = ("api_key", "lookalike ingest ~/Pictures", "_mapping", "kibana.make", "monday")
    for block in BLOCKS:
        assert any(text in block for text in (*run, *NOT_RUN)), block
    assert "untested with a Docker engine" in TEXT


def test_docs_name_the_versions_and_every_field():
    assert f"Elasticsearch {'.'.join(map(str, OLDEST))} or newer" in TEXT
    assert ELASTICSEARCH_IMAGE.partition(":")[2] in TEXT
    body = mapping.index_body([], {}, "alias", "token", index_type="flat", replicas=0)
    unsaid = {"files", "notes", "taken_at_assumed_utc"}
    named = set(re.findall(r"`(\w+)`", TEXT))
    assert set(body["mappings"]["properties"]) - unsaid <= named
    assert set(quarantine.PROPERTIES) <= named


def test_docs_link_to_what_is_there():
    for target in re.findall(r"\]\((?!http)([^)#]+)", TEXT):
        assert (ROOT / "docs" / target).resolve().exists(), target
    anchors = {re.sub(r"[^a-z -]", "", line.lower()).replace(" ", "-") for line in
               re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)}  # fmt: skip
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= anchors
