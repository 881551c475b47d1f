"""Searching in a browser: by images, words and filters, by the keyboard, without JavaScript."""

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


def test_a_slash_goes_to_the_box_from_anywhere(open_page):
    page = open_page()
    page.goto("/c/gallery/search?q=blue")
    page.locator("body").press("/")
    expect(page.locator("input[type=search]")).to_be_focused()
    page.keyboard.type("a/b")
    expect(page.locator("input[type=search]")).to_have_value("a/b")


def test_several_images_are_searched_together_from_a_page_without_query(open_page):
    page = open_page()
    page.goto("/about")
    blue = {**RED, "name": "other.png", "buffer": picture(COLOURS["blue"])}
    page.locator("input[type=file]").set_input_files([RED, blue])
    expect(page).to_have_url(re.compile(r"/c/gallery/search\?like=t:[^&]*&like=t:"))
    expect(page.locator(".chip img")).to_have_count(2)


def test_more_like_this_goes_on_from_a_picture(open_page):
    page = open_page()
    page.goto("/c/gallery/search?q=blue")
    name = first_card(page).locator(".picture").get_attribute("title")
    first_card(page).hover()
    first_card(page).locator(".more").click()
    expect(page).to_have_url(re.compile(r"search\?like=id:"))
    expect(first_card(page).locator(".picture")).to_have_attribute("title", name)


def test_an_image_is_added_to_the_query_and_another_kept_from_it(open_page):
    page = open_page()
    page.goto("/c/gallery/search?q=blue")
    first_card(page).hover()
    first_card(page).locator(".like").click()
    expect(page).to_have_url(re.compile(r"q=blue&like=id:"))
    second = page.locator(".card").nth(1)
    second.hover()
    second.locator(".unlike").click()
    expect(page).to_have_url(re.compile(r"q=blue&like=id:.*&not=id:"))
    expect(page.locator(".chip-unwanted img")).to_be_visible()
    page.locator(".chip-unwanted .remove").click()
    expect(page).to_have_url(re.compile(r"q=blue&like=id:[0-9a-f]{64}$"))


def test_a_picture_opens_its_page_and_back_leads_to_the_results(open_page):
    page = open_page()
    page.goto("/c/gallery/search?q=blue&sort=name")
    name = first_card(page).locator(".picture").get_attribute("title")
    first_card(page).locator(".picture").click()
    expect(page).to_have_url(re.compile(r"/c/gallery/i/[0-9a-f]{64}\?q=blue&sort=name&rank=1$"))
    expect(page.locator("h1")).to_have_text(name)
    page.go_back()
    expect(page).to_have_url(re.compile(r"search\?q=blue&sort=name$"))


def test_a_facet_narrows_and_its_chip_widens_again(open_page):
    page = open_page(viewport={"width": 1440, "height": 900})
    page.goto("/c/gallery/search?q=red")
    count = page.locator(".card").count()
    value = page.locator(".facet a").filter(has_text=re.compile(r"^\s*green"))
    value.click()
    expect(page).to_have_url(re.compile("where=category%3Dgreen"))
    expect(value).to_have_attribute("aria-current", "true")
    page.wait_for_load_state()
    assert 0 < page.locator(".card").count() < count
    page.locator(".chip-filter .remove").click()
    expect(page.locator(".card")).to_have_count(count)


def test_on_a_phone_filters_are_a_sheet_that_a_button_opens(open_page):
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto("/c/gallery/search?q=red")
    expect(page.locator(".facets")).to_be_hidden()
    page.get_by_role("button", name="Filters").click()
    expect(page.locator(".facets")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".facets")).to_be_hidden()
    page.get_by_role("button", name="Filters").click()
    page.locator(".facet a").first.click()
    expect(page).to_have_url(re.compile("where="))


def test_a_menu_opens_closes_and_sorts(open_page):
    page = open_page(viewport={"width": 1440, "height": 900})
    page.goto("/c/gallery/search")
    menu = page.locator(".menu-sort")
    menu.locator("summary").click()
    expect(menu.locator("ul")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu.locator("ul")).to_be_hidden()
    menu.locator("summary").click()
    page.locator("h1").click()
    expect(menu.locator("ul")).to_be_hidden()
    menu.locator("summary").click()
    menu.get_by_role("link", name="Name").click()
    expect(page).to_have_url(re.compile(r"search\?sort=name$"))
    expect(first_card(page).locator(".picture")).to_have_attribute("title", "blue.png")


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
        assert len(passed) < 40, passed
        passed.append(name)
    return passed


def test_the_keyboard_goes_from_home_to_more_like_this_with_its_focus_seen(open_page):
    page = open_page()
    page.goto("/")
    stops = tabs_to(page, "picture")
    assert stops[:2] == ["skip", "brand"]
    assert [each for each in stops if each in ("box-words", "image", "primary")] == [
        "box-words",
        "image",
        "primary",
    ]
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"search\?like=id:"))
    page.wait_for_load_state()
    assert tabs_to(page, "skip") == ["skip"]
    page.keyboard.press("Enter")
    assert tabs_to(page, "skip") == ["skip"]
    page.keyboard.press("Enter")
    assert tabs_to(page, "picture")[0] == "remove"
    assert tabs_to(page, "unlike")[-3:] == ["more", "like", "unlike"]
    tabs_to(page, "more")
    second = page.locator(".card").nth(1)
    expect(second.locator(".more")).to_be_focused()
    expect(second.locator(".ways-on")).to_have_css("opacity", "1")
    name = second.locator(".picture").get_attribute("title")
    page.keyboard.press("Enter")
    expect(first_card(page).locator(".picture")).to_have_attribute("title", name)


def test_everything_works_without_javascript(open_page):
    page = open_page(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    page.goto("/")
    page.locator("input[type=file]").set_input_files([RED])
    page.locator("#box button").click()
    expect_red_first(page)
    page.locator("input[type=search]").fill("dark")
    page.locator("#box button").click()
    expect(page).to_have_url(re.compile(r"q=dark&like=t:"))
    page.locator(".remove").first.click()
    expect(page).to_have_url(re.compile(r"search\?like=t:"))
    page.locator(".facet a").first.click()
    expect(page).to_have_url(re.compile(r"where=category"))
    page.locator("input[name=width_from]").fill("90")
    page.locator(".narrow button").click()
    expect(page).to_have_url(re.compile(r"where=width%3D90\.\."))
    page.get_by_role("link", name="List").click()
    page.locator(".row .picture").first.click()
    expect(page).to_have_url(re.compile(r"/c/gallery/i/[0-9a-f]{64}\?like=t:.*&rank=1$"))


def test_the_file_field_is_there_for_those_without_javascript_alone(open_page):
    for enabled, wide in ((False, True), (True, False)):
        page = open_page(java_script_enabled=enabled)
        page.goto("/c/gallery/")
        assert (page.locator("input[type=file]").bounding_box()["width"] > 40) is wide
