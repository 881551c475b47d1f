"""What tests share: a real Elasticsearch, the data sets, a browser, and settings nobody else set.

What this machine lacks is left out by name, and named again in one closing line; where CI is set
nothing is left out: it fails.
"""

import os
import re
import shutil
import signal
import sys
import tempfile
import zipfile
from collections import Counter
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import pytest

from lookalike.core.settings import Settings, settings

sys.path.append(str(Path(__file__).parent / "elasticsearch"))

from local_server import LocalServer, available

ROOT = Path(__file__).parents[1]
ELASTICSEARCH_IMAGE = "elasticsearch:9.5.3"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

# A shell that starts the tests in the background has them ignore Ctrl-C, and all they start as well.
signal.signal(signal.SIGINT, signal.default_int_handler)


def _leave_out(need, reason):
    sentence = f"needs {need}: {reason}"
    if os.environ.get("CI", "").lower() not in ("", "0", "false"):
        pytest.fail(f"{sentence}; nothing is left out in CI", pytrace=False)
    pytest.skip(sentence)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter):
    """Say last, in one line, what was left out and why; nothing where nothing was."""
    yield
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    told = []
    for reason, count in reasons.most_common():
        need = re.fullmatch("needs (.+?): (.+)", reason, re.DOTALL)
        tests, verb = ("test", "needs") if count == 1 else ("tests", "need")
        why = f"that {verb} {need[1]} ({need[2]})" if need else f"({reason})"
        told.append(f"{count} {tests} {why}")
    if told:
        terminalreporter.write_line(f"left out: {', '.join(told)}", yellow=True)


@pytest.fixture(scope="session")
def leave_out():
    """Leave a test out for want of something: `leave_out(need, reason)`; in CI it fails."""
    return _leave_out


# Settings


@contextmanager
def _settings_of_our_own(data):
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("LOOKALIKE_") and not name.startswith("LOOKALIKE_TEST_"):
                patch.delenv(name)
        patch.setenv("LOOKALIKE_DATA", str(data))
        patch.setitem(Settings.model_config, "env_file", None)
        settings.cache_clear()
        yield
    settings.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def _settings_of_the_session(tmp_path_factory):
    with _settings_of_our_own(tmp_path_factory.mktemp("lookalike-data")):
        yield


@pytest.fixture(autouse=True)
def _settings_of_the_test(tmp_path, _settings_of_the_session):
    with _settings_of_our_own(tmp_path / "lookalike-data"):
        yield


# Elasticsearch


@pytest.fixture(scope="session")
def elasticsearch_url():
    """Address of a real Elasticsearch, shared by all tests: indices need names of their own."""
    if given := os.environ.get("LOOKALIKE_TEST_ELASTICSEARCH_URL"):
        yield given
        return
    with ExitStack() as stack:
        url = _url_of_container(stack)
        if url is None and (reason := available()):
            _leave_out("Elasticsearch", reason)
        yield url or stack.enter_context(LocalServer()).url


@pytest.fixture
def own_elasticsearch():
    """Start servers that a test may kill and restart: `own_elasticsearch(**of_LocalServer)`."""
    if reason := available():
        _leave_out("Elasticsearch", reason)
    with ExitStack() as stack:

        def start(**known):
            server = stack.enter_context(LocalServer(**known))
            # Captured, and so shown only where the test failed.
            stack.callback(lambda: print(server.end_of_log()))
            return server

        yield start


def _url_of_container(stack):
    import docker
    from docker.errors import DockerException

    try:
        docker.from_env(timeout=5).ping()
    except DockerException:
        return None
    from testcontainers.community.elasticsearch import ElasticSearchContainer

    container = ElasticSearchContainer(ELASTICSEARCH_IMAGE, mem_limit="2g")
    container.with_env("discovery.type", "single-node").with_env("ES_JAVA_OPTS", "-Xmx1g")
    try:
        started = stack.enter_context(container)
    except (DockerException, OSError):
        # An engine without the image, and without a way to it: the jars may still do.
        return None
    return f"http://{started.get_container_host_ip()}:{started.get_exposed_port(9200)}"


# Data sets and browser


@pytest.fixture(scope="session")
def shared_data(leave_out):
    """Folder with the zips of the data sets."""
    folder = Path(os.environ.get("LOOKALIKE_TEST_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        leave_out("the data sets", f"no folder {folder}; LOOKALIKE_TEST_DATA names another")
    return folder


@pytest.fixture(scope="session")
def unpacked(shared_data, leave_out):
    """Unpack one data set, `unpacked("caltech101-mini")` say, once, and return where it lies.

    Tests share the files: they only read them.
    """
    with tempfile.TemporaryDirectory(prefix="lookalike-data-sets-") as scratch:

        @cache
        def unpack(name):
            archive = shared_data / f"{name}.zip"
            if not archive.is_file():
                leave_out("the data sets", f"{archive} is not there")
            with zipfile.ZipFile(archive) as file:
                file.extractall(scratch)
                top = file.namelist()[0].split("/")[0]
            return Path(scratch) / top

        yield unpack


@pytest.fixture(scope="session")
def chromium(leave_out):
    """Path of the installed Chromium."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        leave_out("a browser", "install Chromium, the package `chromium`")
    return found
