"""The wheel, installed in an empty environment and started from another folder."""

import os
import re
import subprocess
import sys
import urllib.request
import venv
import zipfile

import pytest

from tests.conftest import ROOT

BESIDE_CODE = (
    "webapp/templates/base.html",
    "webapp/static/base.css",
    "lookalike/evaluation/templates/page.html",
    "lookalike/evaluation/sheets/report.css",
    "lookalike/evaluation/protocols/cifar-10.toml",
    "lookalike/locale/de/LC_MESSAGES/lookalike.mo",
)


def run(*command, **options):
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, **options
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
        "--wheel-dir", folder, ROOT)  # fmt: skip
    [made] = folder.glob("lookalike-*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Folder of the commands of an environment that holds the wheel and what it needs alone."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    pip = folder / "bin" / "pip"
    locked = ROOT / "requirements" / "base.txt"
    run(pip, "install", "--quiet", "--no-compile", "--require-hashes", "-r", locked)
    run(pip, "install", "--quiet", "--no-compile", "--no-deps", wheel)
    return folder / "bin"


@pytest.fixture
def site(installed, tmp_path):
    """Address of the site, served from a folder that is not the project's."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("LOOKALIKE_")}
    clean.pop("PYTHONPATH", None)
    process = subprocess.Popen(
        [installed / "lookalike", "serve", "--port", "0"],
        env=clean | {"LOOKALIKE_DATA": str(tmp_path / "data"), "HOME": str(tmp_path)},
        cwd=tmp_path, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield re.search(r"http://[^/\s]+", process.stdout.readline())[0]
    finally:
        process.terminate()
        process.wait(timeout=30)


def fetched(address):
    with urllib.request.urlopen(address, timeout=60) as answer:
        return answer.headers["Content-Type"], answer.read().decode()


def test_the_wheel_holds_what_lies_beside_the_code(wheel):
    with zipfile.ZipFile(wheel) as file:
        held = set(file.namelist())
    assert set(BESIDE_CODE) <= held
    for folder in ("lookalike/evaluation/templates", "lookalike/evaluation/sheets"):
        assert {f"{folder}/{path.name}" for path in (ROOT / folder).iterdir()} <= held


def test_the_wheel_brings_no_torch_and_all_that_pages_need(installed):
    listed = run(installed / "pip", "list", "--format=freeze").lower()
    assert "lookalike==" in listed
    assert not re.search(r"^(torch|scipy|scikit-)", listed, re.MULTILINE)


def test_a_page_has_its_styles_and_scripts(site):
    kind, page = fetched(f"{site}/")
    assert kind.startswith("text/html")
    assets = re.findall(r'(?:href|src)="(/(?:static|sheets)/[^"]+)"', page)
    kinds = {fetched(site + each)[0].partition(";")[0] for each in assets}
    assert "text/css" in kinds
    assert {"text/css", "text/javascript", "image/svg+xml"} >= kinds
