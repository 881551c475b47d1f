import re

import pytest
from playwright.sync_api import expect

from tests.webapp.gallery import COLOURS, picture

pytestmark = pytest.mark.browser

RED = {"name": "mine.png", "mimeType": "image/png", "buffer": picture(COLOURS["red"])}
DROP = """([bytes, kind]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], "dropped.png", {type: "image/png"}));
  const name = kind === "paste" ? "clipboardData" : "dataTransfer";
  const event = kind === "paste"
    ? new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})
    : new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true});
  document.body.dispatchEvent(event);
}"""

SUM_OF_SHIFTS = """
  const add = (list) => {
    for (const shift of list.getEntries()) window.moved = (window.moved || 0) + shift.value;
  };
  new PerformanceObserver(add).observe({type: "layout-shift", buffered: true});
"""


def first_card(page):
    return page.locator(".card").first


def expect_red_first(page):
    expect(page).to_have_url(re.compile(r"/c/gallery/search\?like=t:"))
    expect(first_card(page).locator(".picture")).to_have_attribute("title", "red.png")
    expect(first_card(page).locator(".distance")).to_contain_text("0.000")


def test_a_chosen_image_is_searched_at_once_and_found_first(open_page):
    page = open_page()
    page.goto("/c/gallery/")
    page.locator("input[type=file]").set_input_files([RED])
    expect_red_first(page)
    expect(page.locator(".chip img")).to_be_visible()


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_an_image_can_be_dropped_and_pasted_anywhere(open_page, kind):
    page = open_page()
    page.goto("/c/gallery/search?q=green")
    page.evaluate(DROP, [list(picture(COLOURS["red"])), kind])
    expect(page).to_have_url(re.compile(r"q=green&like=t:"))


def test_words_are_searched_by_the_keyboard_alone(open_page):
    page = open_page()
    page.goto("/c/gallery/")
    page.locator("input[type=search]").focus()
    page.keyboard.type("green")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"search\?q=green$"))
    expect(first_card(page).locator(".picture")).to_have_attribute("title", re.compile("green"))


def test_more_like_this_goes_on_from_a_picture(open_page):
    page = open_page()
    page.goto("/c/gallery/search?q=blue")
    name = first_card(page).locator(".picture").get_attribute("title")
    first_card(page).hover()
    first_card(page).locator(".more").click()
    expect(page).to_have_url(re.compile(r"search\?like=id:"))
    expect(first_card(page).locator(".picture")).to_have_attribute("title", name)


WHERE_FOCUS_IS = """() => {
  const at = document.activeElement;
  const ringed = [at, at.closest(".box-line"), at.closest(".box-file")].filter((each) => each);
  const seen = ringed.find((each) => {
    const style = getComputedStyle(each), box = each.getBoundingClientRect();
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
      && box.width > 8 && box.height > 8 && box.top >= 0 && box.bottom <= innerHeight;
  });
  return [at.className || at.name || at.tagName, Boolean(seen)];
}"""


def tabs_to(page, stop):
    """Press Tab until the focus is on `stop`, which is seen wherever it goes; return where it was."""
    passed = []
    while stop not in passed:
        page.keyboard.press("Tab")
        name, seen = page.evaluate(WHERE_FOCUS_IS)
        assert seen, f"no ring to see on {name}"
        assert len(passed) < 30, passed
        passed.append(name)
    return passed


def test_the_keyboard_goes_from_home_to_more_like_this_with_its_focus_seen(open_page):
    page = open_page()
    page.goto("/")
    assert tabs_to(page, "picture") == ["skip", "brand", "box-words", "image", "primary", "picture"]
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"search\?like=id:"))
    assert tabs_to(page, "picture")[-3:] == ["primary", "remove", "picture"]
    tabs_to(page, "picture")
    second = page.locator(".card").nth(1)
    expect(second.locator(".picture")).to_be_focused()
    expect(second.locator(".more")).to_have_css("opacity", "1")
    name = second.locator(".picture").get_attribute("title")
    page.keyboard.press("Enter")
    expect(first_card(page).locator(".picture")).to_have_attribute("title", name)


def test_the_skip_link_leads_past_the_box(open_page):
    page = open_page()
    page.goto("/c/gallery/search?q=red")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert tabs_to(page, "picture") == ["remove", "picture"]


def test_two_landscape_pictures_stand_in_a_row_on_a_phone(open_page):
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto("/c/gallery/search?q=red&where=width=96&where=height=64")
    tops = page.eval_on_selector_all(
        ".picture", "all => all.map((each) => Math.round(each.getBoundingClientRect().top))"
    )
    assert len(tops) > 4
    assert {tops.count(top) for top in tops[:4]} == {2}


def test_everything_works_without_javascript(open_page):
    page = open_page(java_script_enabled=False)
    page.goto("/")
    page.locator("input[type=file]").set_input_files([RED])
    page.locator("button[type=submit]").click()
    expect_red_first(page)
    page.locator("input[type=search]").fill("dark")
    page.locator("button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"q=dark&like=t:"))
    page.locator(".remove").first.click()
    expect(page).to_have_url(re.compile(r"search\?like=t:"))
    first_card(page).locator(".picture").click()
    expect(page).to_have_url(re.compile(r"search\?like=id:"))


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
