"""Reports in a real browser: on the site and on the page that stands alone; folds, widths, axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from lookalike.evaluation.judgements import Judgements
from lookalike.evaluation.render import render_html
from lookalike.evaluation.report import reports_folder, write_report
from tests.evaluation.sample import query, report_of, webp

pytestmark = pytest.mark.browser

NAME, DATA = webp((9, 99, 199))
HITS = [(None, 0.1, False, NAME), ("y" * 200, 0.2, True, NAME), ("cat", 0.3, False, None)]
MANY = [*(f"category {number:02}" for number in range(39)), "z" * 200]
AFTER, BEFORE = "20261121-130500-classic", "20261120-130500-bovw"


@pytest.fixture(scope="module")
def page_alone(gallery):
    """Write two reports into the gallery; return the first as the page that stands alone."""
    uid = gallery.engine.collection("gallery").uid
    worst = [query("x" * 200, picture=NAME, hits=HITS * 3)] * 8
    for id, title in ((AFTER, "After"), (BEFORE, "Before")):
        report = report_of(MANY, id=id, title=title, worst=worst)
        folder = reports_folder(gallery.settings.data, uid) / id
        folder.mkdir(parents=True)
        values = {"AP@100": {str(each): len(title) / 10 for each in range(9)}}
        alone = render_html(report, {NAME: DATA})
        write_report(
            folder, report, values, {NAME: DATA}, run={}, judgements=Judgements({}, {}), page=alone
        )
    return folder.with_name(AFTER) / "report.html"


def address_of(which, page_alone):
    site = f"/c/gallery/reports/{AFTER}?with={BEFORE}"
    return {"alone": page_alone.as_uri(), "list": "/c/gallery/reports"}.get(which, site)


@pytest.mark.parametrize("which", ["list", "report", "alone"])
def test_a_report_stays_within_every_width_and_pleases_axe(open_page, page_alone, which):
    for width, scheme in ((1440, "light"), (390, "dark")):
        page = open_page(
            viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
        )
        page.goto(address_of(which, page_alone))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["impact"]) for each in found] == []


def test_a_comparison_is_stacked_where_it_is_narrow(open_page, page_alone):
    page = open_page(viewport={"width": 390, "height": 800})
    page.goto(address_of("report", page_alone))
    row = page.locator(".r-differences tbody tr").first
    for shown in (row.locator(".r-verdict"), row.locator('[data-label="p"]')):
        expect(shown).to_be_visible()
        box = shown.bounding_box()
        assert box["x"] + box["width"] <= 390
    table = page.locator(".r-against .r-scroll")
    assert table.evaluate("each => each.scrollWidth <= each.clientWidth")


@pytest.mark.parametrize("which", ["report", "alone"])
def test_what_is_folded_opens_without_a_script(open_page, page_alone, which):
    page = open_page(java_script_enabled=False)
    page.goto(address_of(which, page_alone))
    last = page.get_by_text("category 38", exact=True).last
    expect(last).to_be_hidden()
    page.get_by_text("25 more categories").click()
    expect(last).to_be_visible()
    expect(page.locator(".r-query img").first).to_have_js_property("naturalWidth", 60)


def test_on_paper_nothing_is_folded_and_nothing_is_to_be_clicked(open_page, page_alone):
    page = open_page()
    page.goto(address_of("report", page_alone))
    page.emulate_media(media="print")
    expect(page.get_by_text("category 38", exact=True).last).to_be_visible()
    expect(page.get_by_text("25 more categories")).to_be_hidden()
    expect(page.locator(".compare")).to_be_hidden()
