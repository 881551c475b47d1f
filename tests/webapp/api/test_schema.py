"""Requests made from the OpenAPI document, right ones and wrong ones, find no answer it does not tell."""

import subprocess
import sys
from pathlib import Path

import pytest

from lookalike.core.keys import Keys

CONFIG = """
headers = {{ Authorization = "Bearer {secret}" }}

[parameters]
collection = "gallery"
id = "{id}"
encoder = "fake"
run = 1

[generation]
max-examples = 20
deterministic = true
database = "none"

# What a schema cannot say, that a file is an image, say, is refused as well.
[checks.positive_data_acceptance]
enabled = false

# Any field of a form is text: what is meant to be of a wrong type there is right.
[[operations]]
include-operation-id = ["search_with_body", "add_images"]
checks.negative_data_rejection.enabled = false

[[operations]]
include-method = "DELETE"
parameters = {{ collection = "nothing" }}
"""
PHASES = "examples,coverage,fuzzing"


@pytest.fixture
def engine_settings():
    return {"rate_limit": "off"}


def test_every_answer_is_as_the_document_says(served, gallery, tmp_path):
    _key, secret = Keys(gallery.settings.data).make("schemathesis")
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG.format(id=gallery.ids["red"], secret=secret))
    command = [
        *(Path(sys.executable).with_name("schemathesis"), "--no-color", "--config-file", config),
        *("run", f"{served}/api/v1/openapi.json", "--seed", "1", "--phases", PHASES),
        "--continue-on-failure",
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
