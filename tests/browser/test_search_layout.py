"""How the search pages look: at every width, in light and dark, to axe, and while they load."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SUM_OF_SHIFTS = """
  const add = (list) => {
    for (const shift of list.getEntries()) window.moved = (window.moved || 0) + shift.value;
  };
  new PerformanceObserver(add).observe({type: "layout-shift", buffered: true});
"""


def test_light_and_dark_are_chosen_on_any_page_and_stay(open_page):
    page = open_page(color_scheme="light")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    page.goto("/c/gallery/search?q=red")
    light = page.evaluate(ground)
    page.get_by_role("button", name="Dark", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page).to_have_url(re.compile(r"/c/gallery/search\?q=red$"))
    page.wait_for_load_state()
    dark = page.evaluate(ground)
    assert dark != light
    page.goto("/about")
    assert page.evaluate(ground) == dark


def test_two_landscape_pictures_stand_in_a_row_on_a_phone(open_page):
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto("/c/gallery/search?q=red&where=width=96&where=height=64")
    tops = page.eval_on_selector_all(
        ".picture", "all => all.map((each) => Math.round(each.getBoundingClientRect().top))"
    )
    assert len(tops) > 4
    assert {tops.count(top) for top in tops[:4]} == {2}


def test_every_picture_on_the_page_arrives(open_page):
    page = open_page()
    page.goto("/c/gallery/search?q=red&size=100", wait_until="networkidle")
    broken = "() => [...document.images].filter((i) => i.complete && !i.naturalWidth).length"
    assert page.evaluate(broken) == 0
    assert page.locator(".card img").count() == 10


@pytest.mark.parametrize("width", [390, 820, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_the_window(open_page, gallery, width, scheme):
    page = open_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    long = "w" * 300
    for address in (
        "/",
        "/c/gallery/search?q=red&like=id:" + gallery.ids["rtl"],
        "/c/gallery/search?view=list",
        f"/c/gallery/search?q={long}&where=category={'y' * 200}",
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_rows_are_of_one_height_and_nothing_is_cropped(open_page):
    page = open_page(viewport={"width": 1440, "height": 900})
    page.goto("/c/gallery/search?q=red", wait_until="networkidle")
    boxes = page.eval_on_selector_all(
        ".picture",
        "all => all.map((e) => { const b = e.getBoundingClientRect(); return [b.top, b.height] })",
    )
    rows = {}
    for top, height in boxes:
        rows.setdefault(round(top), []).append(height)
    for heights in rows.values():
        assert max(heights) - min(heights) < 2
    assert set(
        page.eval_on_selector_all(
            ".picture img", "all => all.map((e) => getComputedStyle(e).objectFit)"
        )
    ) == {"contain"}


@pytest.mark.parametrize("width", [390, 820, 1440])
@pytest.mark.parametrize("address", ["/c/gallery/", "/c/gallery/search?q=red"])
def test_nothing_moves_while_pictures_and_scripts_load(open_page, address, width):
    page = open_page(viewport={"width": width, "height": 900})
    page.add_init_script(SUM_OF_SHIFTS)
    page.route("**/*.js*", lambda route: (page.wait_for_timeout(500), route.continue_()))
    with page.expect_request("**/box.js*"):
        page.goto(address, wait_until="networkidle")
    assert page.evaluate("window.moved || 0") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_to_complain_of(open_page, gallery, width, scheme):
    options = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    page = open_page(**options, bypass_csp=True)
    for address in (
        "/c/gallery/",
        "/c/gallery/search",
        f"/c/gallery/search?q=red&not=id:{gallery.ids['blue']}&where=category=red",
        "/c/gallery/search?q=red&view=list",
        "/c/gallery/search?q=red&where=width=9000..",
    ):
        page.goto(address)
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["impact"]) for each in found] == [], address
