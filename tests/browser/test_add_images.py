"""Adding images in a real browser: chosen, dropped, refused, without JavaScript; a run to its end."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import served
from tests.webapp.adding import zipped
from tests.webapp.gallery import colours, picture

pytestmark = pytest.mark.browser

DROP = """([files]) => {
  const data = new DataTransfer();
  for (const [name, bytes] of files) {
    data.items.add(new File([new Uint8Array(bytes)], name, {type: "image/png"}));
  }
  const event = new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true});
  document.body.dispatchEvent(event);
}"""


@pytest.fixture
def gallery(tmp_path):
    with served(colours(tmp_path / "data", encoder="fake")) as made:
        yield made


def as_file(name, data):
    kind = "application/zip" if name.endswith(".zip") else "image/png"
    return {"name": name, "mimeType": kind, "buffer": data}


def images(count):
    return [as_file(f"{n}.png", picture((n, 90, 200))) for n in range(count)]


def outcome(page, label):
    return page.locator(".tile").filter(has_text=label).locator("dd")


def expect_run(page, added):
    """Expect the page of a run, and that it comes to its end by itself."""
    expect(page).to_have_url(re.compile(r"/c/[a-z-]+/runs/\d+$"))
    expect(page.locator("h1 .state")).to_have_text("Done")
    expect(outcome(page, "Added")).to_have_text(str(added))


def test_chosen_files_are_previewed_sent_and_found_again(open_page):
    page = open_page()
    page.goto("/add?collection=gallery")
    page.locator("#files").set_input_files([*images(2), as_file("x.zip", zipped({"a.png": b"x"}))])
    expect(page.locator(".chosen li")).to_have_count(3)
    expect(page.locator(".chosen img")).to_have_count(2)
    expect(page.locator(".chosen-sum")).to_contain_text("3 files")
    page.locator("#add button.primary").click()
    expect_run(page, 2)
    expect(outcome(page, "In quarantine")).to_have_text("1")
    page.get_by_role("link", name="See what was added").click()
    expect(page.locator(".card")).to_have_count(7)


def test_dropped_files_are_to_be_added_not_searched_for(open_page):
    page = open_page()
    page.goto("/add")
    page.locator("#files-collection").select_option("")
    page.locator("#files-title").fill("Dropped")
    page.evaluate(DROP, [[[f"{n}.png", list(picture((n, 9, 9)))] for n in range(3)]])
    expect(page.locator(".chosen-sum")).to_contain_text("3 files")
    expect(page).to_have_url(re.compile("/add$"))
    page.locator("#add button.primary").click()
    expect_run(page, 3)
    expect(page).to_have_url(re.compile("/c/dropped/runs/1$"))


def test_what_is_refused_is_said_on_the_form_and_the_files_stay_chosen(browser, gallery):
    page = browser.new_page(base_url=gallery.url)  # the console names the 409
    page.goto("/add")
    page.locator("#files-collection").select_option("")
    page.locator("#files-title").fill("Plain colours")
    page.locator("#files").set_input_files(images(1))
    page.locator("#add button.primary").click()
    expect(page.locator("#add .said")).to_contain_text("exists already")
    page.locator("#files-title").fill("Others")
    page.locator("#add button.primary").click()
    expect_run(page, 1)
    page.close()


def test_without_javascript_the_form_works_and_the_run_renews_itself(open_page):
    page = open_page(java_script_enabled=False)
    page.goto("/add?collection=gallery")
    page.locator("#files").set_input_files(images(3))
    page.locator("#category").fill("blues")
    page.locator("#add button.primary").click()
    expect_run(page, 3)


def test_a_title_is_asked_for_only_where_the_collection_is_new(open_page):
    page = open_page()
    page.goto("/add?collection=gallery")
    expect(page.locator("#files-title")).to_be_hidden()
    page.locator("#files-collection").select_option("")
    expect(page.locator("#files-title")).to_be_visible()
    expect(page.locator("#folder-title")).to_be_hidden()


def test_a_collection_is_deleted_by_the_keyboard_alone(open_page):
    page = open_page()
    page.goto("/collections")
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("gallery")
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_have_text("“gallery” is deleted.")
    expect(page.locator("main")).to_contain_text("There is no collection yet.")
