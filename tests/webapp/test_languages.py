from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import render_template_string
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from lookalike.core.settings import load_settings
from lookalike.core.texts import speaking
from webapp import languages
from webapp.app import create_app
from webapp.languages import language_of

HTML_GERMAN, HTML_ENGLISH = '<html lang="de"', '<html lang="en"'


@pytest.mark.parametrize(
    ("cookie", "accepted", "default", "language"),
    [
        ("", "", "en", "en"),
        ("", "", "de", "de"),
        ("", "de-AT,de;q=0.9,en;q=0.8", "en", "de"),
        ("", "fr, en;q=0.5, de;q=0.4", "de", "en"),
        ("", "fr", "de", "de"),
        ("", "*", "de", "de"),
        ("", "\x00;;q=", "en", "en"),
        ("de", "en", "en", "de"),
        ("en", "de", "de", "en"),
        ("../../etc", "de", "en", "de"),
    ],
)
def test_a_page_is_in_the_language_chosen_else_accepted_else_set(
    cookie, accepted, default, language
):
    headers = {"Accept-Language": accepted} if accepted else {}
    headers |= {"Cookie": f"language={cookie}"} if cookie else {}
    request = Request(EnvironBuilder(headers=headers).get_environ())
    assert language_of(request, default) == language


def test_the_api_reads_no_cookie():
    headers = {"Cookie": "language=de"}
    request = Request(EnvironBuilder("/api/v1/collections", headers=headers).get_environ())
    assert language_of(request, "en") == "en"


def test_pages_and_the_errors_raised_below_speak_the_visitors_language(client):
    german = {"Accept-Language": "de"}
    page = client.get("/c/gallery/", headers=german).text
    assert HTML_GERMAN in page
    assert "Zum Inhalt springen" in page
    missing = client.get("/c/none/", headers=german).text
    assert "Nicht gefunden: Sammlung „none“." in missing
    assert HTML_ENGLISH in client.get("/c/gallery/").text
    assert "There is no collection “none”." in client.get("/c/none/").text


def test_a_refused_host_is_told_so_in_its_language(client):
    headers = {"Accept-Language": "de", "Host": "evil.example"}
    assert HTML_GERMAN in client.get("/", headers=headers).text


def test_the_language_chosen_in_the_footer_stays(client):
    client.post("/look", data={"language": "de", "back": "/"})
    assert HTML_GERMAN in client.get("/c/gallery/").text
    client.post("/look", data={"language": "en", "back": "/"})
    assert HTML_ENGLISH in client.get("/c/gallery/", headers={"Accept-Language": "de"}).text


@pytest.mark.parametrize(
    ("setting", "html"), [("de", HTML_GERMAN), ("de_AT", HTML_GERMAN), ("xx", HTML_ENGLISH)]
)
def test_the_setting_is_for_those_who_ask_for_nothing(gallery, setting, html):
    settings = load_settings(data=gallery.settings.data, language=setting)
    client = create_app(settings, gallery.engine).test_client()
    try:
        assert html in client.get("/c/gallery/").text
    finally:
        create_app(gallery.settings, gallery.engine)


SHOWN = (
    ("{{ 1234567|figure }}", "1,234,567", "1.234.567"),
    ("{{ 0.12345|distance }}", "0.123", "0,123"),
    ("{{ 1|distance }}", "1.000", "1,000"),
    ("{{ 900|size }}", "900\u00a0B", "900\u00a0B"),
    ("{{ 1536|size }}", "1.5\u00a0kB", "1,5\u00a0kB"),
    ("{{ (32 * 1024 * 1024)|size }}", "32\u00a0MB", "32\u00a0MB"),
    ("{{ (5000 * 1024 ** 4)|size }}", "5,000\u00a0TB", "5.000\u00a0TB"),
    ("{{ late|date }}", "Feb 1, 2026", "01.02.2026"),
    ("{{ hours|ago }}", "3 hours ago", "vor 3 Stunden"),
    ("{{ naive|ago }}", "2 days ago", "vor 2 Tagen"),
    ("{{ now|ago }}", "just now", "gerade eben"),
)


@pytest.mark.parametrize(("source", "english", "german"), SHOWN, ids=[each[0] for each in SHOWN])
def test_figures_and_dates_are_written_as_the_language_does(app, source, english, german):
    now = datetime.now(UTC)
    moments = {
        "now": now,
        "hours": now - timedelta(hours=3, minutes=5),
        "naive": (now - timedelta(days=2, hours=1)).replace(tzinfo=None),
        # The day it was where the picture was taken, whatever day that was elsewhere.
        "late": datetime(2026, 2, 1, 23, 30, tzinfo=timezone(timedelta(hours=-9))),
    }
    for language, shown in (("en", english), ("de", german)):
        with speaking(language), app.test_request_context():
            assert render_template_string(source, **moments) == shown


def test_every_language_offered_has_a_name_and_all_but_english_a_catalogue():
    from lookalike.core.texts import LOCALE_DIR

    catalogues = {each.name for each in LOCALE_DIR.iterdir() if each.is_dir()}
    assert set(languages.LANGUAGES) == {"en", *catalogues}
