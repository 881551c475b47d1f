import re

import pytest
from axe_playwright_python.sync_playwright import Axe
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


def test_two_landscape_pictures_stand_in_a_row_on_a_phone(open_page):
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto("/c/gallery/search?q=red&where=width=96&where=height=64")
    tops = page.eval_on_selector_all(
        ".picture", "all => all.map((each) => Math.round(each.getBoundingClientRect().top))"
    )
    assert len(tops) > 4
    assert {tops.count(top) for top in tops[:4]} == {2}


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
