"""The site over a real cluster: it finds, it says when the cluster is away, it comes back."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import served
from tests.webapp.gallery import COLOURS, colours, on_cluster, picture

pytestmark = [pytest.mark.browser, pytest.mark.elasticsearch]

RED = {"name": "mine.png", "mimeType": "image/png", "buffer": picture(COLOURS["red"])}


@pytest.fixture
def cluster(own_elasticsearch):
    return own_elasticsearch()


@pytest.fixture
def gallery(cluster, tmp_path):
    with served(colours(tmp_path / "data", **on_cluster(cluster.url))) as made:
        yield made


def title_of_first(page):
    return page.locator(".card .picture").first.get_attribute("title")


def test_a_picture_words_and_more_like_this_find_on_the_cluster(open_page):
    page = open_page()
    page.goto("/")
    page.locator("input[type=file]").set_input_files([RED])
    expect(page).to_have_url(re.compile(r"/c/gallery/search\?like=t:"))
    assert title_of_first(page) == "red.png"
    expect(page.locator(".card .distance").first).to_contain_text("0.000")
    page.locator("input[type=search]").fill("blue")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"q=blue"))
    expect(page.locator(".card").filter(has=page.locator("[title='blue.png']"))).to_have_count(1)
    green = page.locator(".card").filter(has=page.locator("[title='green.png']"))
    green.hover()
    green.locator(".more").click()
    expect(page).to_have_url(re.compile(r"search\?like=id:"))
    assert title_of_first(page) == "green.png"
    page.goto("/c/gallery/search?sort=name&where=category=red")
    expect(page.locator(".facet [aria-current]")).to_have_text(re.compile(r"^\s*red\s*2\s*$"))
    expect(page.locator(".card .picture")).to_have_count(2)
    page.locator(".card .picture").first.click()
    expect(page.locator("h1")).to_have_text("dark-red.png")
    page.locator("[rel=next]").last.click()
    expect(page.locator("h1")).to_have_text("red.png")


def test_a_page_says_that_the_engine_is_away_and_comes_back_with_it(browser, gallery, cluster):
    page = browser.new_page(base_url=gallery.url)
    address = f"/c/gallery/search?like=id:{gallery.ids['green']}"
    assert page.goto(address).status == 200
    cluster.kill()
    answer = page.goto(address)
    assert (answer.status, answer.headers["retry-after"]) == (503, "10")
    expect(page.locator("h1")).to_have_text("The search is taking a break")
    expect(page.locator(".sentence")).to_have_text(
        "The search engine Elasticsearch is not available: there is no connection to it "
        "(Connection refused). Try again in a moment."
    )
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []
    assert page.request.get("/health").status == 200
    assert page.request.get("/ready").status == 503
    cluster.start()
    # Nobody touches the page: it asks again by itself.
    expect(page.locator(".card")).to_have_count(len(COLOURS))
    assert title_of_first(page) == "green.png"
    page.close()
