"""The Dockerfile, read line by line; no image is built: that needs a Docker engine."""

import json
import re
import socket
import subprocess
import sys
import threading
from fnmatch import fnmatch
from pathlib import Path

from lookalike.core.settings import PREFIX, Settings, load_settings
from lookalike.search.embedded.engine import EmbeddedEngine
from webapp.serve import make_server

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Dockerfile").read_text()
STEPS = [
    tuple(step.split(None, 1))
    for step in re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", TEXT, flags=re.MULTILINE)).splitlines()
    if step.strip()
]
LAST = STEPS[max(n for n, (verb, _rest) in enumerate(STEPS) if verb == "FROM") :]


def said(verb, steps=STEPS):
    return [rest for each, rest in steps if each == verb]


def test_the_image_is_built_in_one_stage_and_run_from_another():
    assert [base.partition(" AS ")[2] for base in said("FROM")] == ["build", ""]
    assert len({base.split()[0] for base in said("FROM")}) == 1
    assert said("COPY", LAST) == ["--from=build /opt/lookalike /opt/lookalike"]
    assert re.fullmatch(r"python:3\.\d+-slim-\w+", said("FROM", LAST)[0])


def test_it_does_not_run_as_root():
    [user] = said("USER", LAST)
    assert user == "lookalike"
    assert "--uid 10001" in said("RUN", LAST)[0]


def test_every_package_is_locked_by_its_hash_and_torch_is_none_of_them():
    installs = [part for run in said("RUN") for part in run.split("&&") if "pip install" in part]
    for install in installs:
        assert "--require-hashes -r" in install or "--no-deps /wheels/" in install
    assert len(installs) == 3
    assert "torch" not in (ROOT / "requirements/base.txt").read_text()


def test_the_wheel_is_built_with_the_pinned_backend():
    [build] = [part for run in said("RUN") for part in run.split("&&") if "pip wheel" in part]
    assert "--no-deps" in build
    assert "--no-build-isolation" in build


def test_all_that_is_copied_is_there_and_nothing_of_it_is_kept_from_the_engine():
    ignore = (ROOT / ".dockerignore").read_text().splitlines()
    let_in = [line[1:] for line in ignore if line.startswith("!")]
    copied = [
        name for rest in said("COPY") if not rest.startswith("--from") for name in rest.split()[:-1]
    ]
    assert copied
    for name in copied:
        assert (ROOT / name).exists()
        assert any(fnmatch(name, each) for each in let_in), name
    assert sorted(copied) == sorted(let_in)


def test_it_names_only_settings_there_are():
    named = set(re.findall(rf"{PREFIX}[A-Z_]+(?==)", TEXT))
    assert named == {"LOOKALIKE_DATA", "LOOKALIKE_HOST", "LOOKALIKE_PORT"}
    assert named <= {PREFIX + name.upper() for name in Settings.model_fields}


def test_its_health_is_what_the_site_answers():
    [check] = said("HEALTHCHECK", LAST)
    command = json.loads(check.partition("CMD ")[2])
    port = re.search(rf"{PREFIX}PORT=(\d+)", TEXT)[1]
    assert command[:2] == ["python", "-c"]
    assert f"http://127.0.0.1:{port}/health" in command[2]
    assert said("EXPOSE", LAST) == [port]
    assert said("ENTRYPOINT", LAST) == ['["lookalike"]']
    assert said("CMD", LAST) == ['["serve"]']


def test_the_health_check_tells_a_site_that_answers_from_one_that_does_not(tmp_path):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    engine = EmbeddedEngine(tmp_path)
    server = make_server(load_settings(data=tmp_path, port=port), engine)
    threading.Thread(target=server.run, daemon=True).start()
    [check] = said("HEALTHCHECK", LAST)
    _python, option, code = json.loads(check.partition("CMD ")[2])
    command = [sys.executable, option, code.replace(":5000/", f":{port}/")]
    try:
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    finally:
        server.close()
        engine.close()
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0
