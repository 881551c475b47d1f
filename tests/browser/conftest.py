"""A served gallery and a real browser."""

import threading
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.webapp.gallery import COLOURS, colours, picture
from webapp.serve import make_server

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
)
LONG = 60_000
"""Milliseconds that a page may take on a machine with much else to do."""

expect.set_options(timeout=LONG)

SIZES = {"dark-red": (40, 120), "green": (300, 30), "blue": (64, 64)}


@contextmanager
def served(made):
    """Serve a gallery behind waitress, at `made.url`, and put it away at the end."""
    server = make_server(made.settings.model_copy(update={"port": 0}), made.engine)
    made.url = f"http://127.0.0.1:{server.effective_port}"
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield made
    finally:
        server.close()
        made.close()


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    """A gallery with extremes of proportions and names, behind waitress; `gallery.url` is its address."""
    made = colours(tmp_path_factory.mktemp("data"))
    for name, size in SIZES.items():
        made.put(f"other-{name}", picture(COLOURS[name], *size))
    made.put("long", picture((9, 99, 99)), filename="x" * 200 + ".png", category="y" * 200)
    made.put("rtl", picture((99, 9, 99)), filename="\u202e\u05e9\u05dc\u05d5\u05dd.png")
    with served(made):
        yield made


@pytest.fixture(scope="module")
def browser(chromium):
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield started
        started.close()


def _failure(request):
    # What a page was still loading when one went on is called off: no failure.
    return [] if "ERR_ABORTED" in (request.failure or "") else [f"{request.failure}: {request.url}"]


@pytest.fixture
def open_page(browser, gallery):
    """Open a page of a context with the given options; complaints of its console fail the test."""
    contexts, complaints = [], []

    def start(**options):
        contexts.append(browser.new_context(base_url=gallery.url, **options))
        contexts[-1].set_default_timeout(LONG)
        page = contexts[-1].new_page()
        page.on("console", lambda line: complaints.append(line.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.extend(_failure(request)))
        return page

    yield start
    for context in contexts:
        context.close()
    assert not complaints
