"""The page of one image in a real browser: keys, links, copying, long names, axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from lookalike.search.collections import ensure

pytestmark = pytest.mark.browser


@pytest.fixture
def in_result(open_page, gallery):
    """Open the page of the first hit of a search by image, as one reaches it from the results."""

    def start(**options):
        page = open_page(**options)
        like = gallery.ids["red"]
        page.goto(f"/c/gallery/search/at?like=id:{like}&rank=1")
        assert f"/i/{like}?" in page.url
        return page

    return start


def test_arrow_keys_go_through_the_result_and_back(in_result, gallery):
    page = in_result()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**rank=2*")
    assert f"/i/{gallery.ids['dark-red']}" in page.url
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**rank=1*")
    assert f"/i/{gallery.ids['red']}" in page.url


def test_arrow_keys_move_in_the_words_that_are_typed(in_result):
    page = in_result()
    before = page.url
    words = page.locator('input[name="q"]')
    words.fill("red")
    words.press("ArrowLeft")
    words.press("x")
    assert words.input_value() == "rexd"
    assert page.url == before


def test_without_the_script_links_go_through_the_result(in_result, gallery):
    page = in_result(java_script_enabled=False)
    page.locator('.trail a[rel="next"]').click()
    assert f"/i/{gallery.ids['dark-red']}" in page.url
    assert page.locator("button[data-copy]").first.is_hidden()
    page.locator(".trail-back").click()
    assert "/c/gallery/search?like=id" in page.url


def test_a_path_is_copied_and_said_so(in_result):
    page = in_result(permissions=["clipboard-read", "clipboard-write"])
    button = page.locator("button[data-copy]").first
    button.click()
    expect(page.locator("#copied")).to_have_text("Copied")
    expect(button).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "/red.png"
    expect(page.locator("#copied")).to_be_empty()
    expect(button).to_have_text("Copy path")


def test_a_command_is_copied_and_without_the_script_there_is_no_button(open_page, gallery):
    ensure(gallery.engine, "empty", gallery.encoders)
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/c/empty/")
    page.get_by_role("button", name="Copy").last.click()
    expect(page.locator("#copied")).to_have_text("Copied")
    command = "lookalike ingest photos.zip -c empty"
    assert page.evaluate("navigator.clipboard.readText()") == command
    page = open_page(java_script_enabled=False)
    page.goto("/c/empty/")
    expect(page.locator("code").last).to_have_text(command)
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)


@pytest.mark.parametrize("width", [1440, 390])
def test_long_names_stay_within_the_page(open_page, gallery, width):
    page = open_page(viewport={"width": width, "height": 800})
    for name in ("long", "rtl", "other-dark-red", "other-green"):
        page.goto(f"/c/gallery/i/{gallery.ids[name]}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/c/gallery/i/{long}?q=red&rank=2", "/encoders", "/about"])
def test_the_page_is_usable_by_everybody(open_page, gallery, address, scheme):
    page = open_page(color_scheme=scheme, bypass_csp=True)
    page.goto(address.format(**gallery.ids))
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["impact"]) for each in found] == []
