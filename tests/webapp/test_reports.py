"""Reports on the site: listed, shown from their JSON, compared, guarded."""

import re
import sys
from datetime import UTC, datetime

import pytest

from lookalike.evaluation.judgements import Judgements
from lookalike.evaluation.render import render_html
from lookalike.evaluation.report import reports_folder, write_report
from lookalike.search import collections
from tests.evaluation.sample import query, report_of, webp
from webapp.app import create_app

NEWER = {"id": "20261121-130500-classic", "title": "After"}
OLDER = {
    "id": "20261120-101010-bovw-sample",
    "title": "Before",
    "protocol": "cifar-10",
    "encoder": {"id": "bovw:sample", "fingerprint": "cd" * 32, "dims": 99, "metric": "l2"},
    "made_at": datetime(2026, 11, 20, 10, 10, tzinfo=UTC).isoformat(),
}
PICTURE, DATA = webp((9, 99, 199))


@pytest.fixture
def folder(gallery):
    """Folder of the gallery's reports, there or not."""
    uid = gallery.engine.collection("gallery").uid
    return reports_folder(gallery.settings.data, uid)


@pytest.fixture
def put(folder):
    """Write a report as an evaluation does; `values` by query of its one measure AP@100."""

    def write(values=(0.5,) * 20, **changes):
        report = report_of(**changes)
        made = folder / report.id
        made.mkdir(parents=True)
        per_query = {"AP@100": {str(each): value for each, value in enumerate(values)}}
        write_report(
            made, report, per_query, {PICTURE: DATA}, run={}, judgements=Judgements({}, {}), page=""
        )
        return f"/c/gallery/reports/{report.id}"

    return write


def test_where_there_is_none_the_command_that_makes_one_stands(client):
    answer = client.get("/c/gallery/reports")
    assert answer.status_code == 200
    assert "There is no report yet" in answer.text
    assert "<code>lookalike evaluate -c gallery</code>" in answer.text


def test_reports_are_listed_newest_first_with_what_they_found(client, put):
    put(**OLDER)
    put(**NEWER, measures=[{"name": "AP@100", "mean": 0.0187}, {"name": "P@10", "mean": 0.5}])
    text = client.get("/c/gallery/reports").text
    assert re.findall(r'<th scope="row".*?<bdi>(\w+)</bdi>', text) == ["After", "Before"]
    first, second = re.findall(r"<tr>\n<th scope=\"row.*?</tr>", text, re.DOTALL)
    assert re.findall(r"</span> ([\d.]+)</span>", first) == ["0.0187", "0.500"]
    assert "cifar-10" in second
    assert "bovw:sample" in second


def test_a_damaged_report_is_named_and_the_others_are_there(client, put, folder):
    put(**NEWER)
    broken = folder / "20261119-000000-broken"
    broken.mkdir()
    (broken / "report.json").write_text('{"schema": 1, "id":')
    text = client.get("/c/gallery/reports").text
    assert "20261119-000000-broken/report.json cannot be read" in text
    assert ">After<" in text
    answer = client.get(f"/c/gallery/reports/{broken.name}")
    assert answer.status_code == 400
    assert "This cannot be read" in answer.text


def test_a_report_is_shown_with_its_pictures_and_ways_to_its_hits(client, put):
    worst = [query("one.jpg", picture=PICTURE, hits=[("dog", 0.25, False, PICTURE)])]
    address = put(**NEWER, worst=worst)
    text = client.get(address).text
    assert "60 images asked among 1,500 images, with the encoder classic." in text
    assert f'href="/c/gallery/i/{"0" * 64}"' in text
    assert not re.search(r" style=|<style", text)
    [source] = set(re.findall(r'<img src="([^"]*)"', text))
    answer = client.get(source)
    assert (answer.data, answer.mimetype) == (DATA, "image/webp")
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_hit_that_is_no_image_leads_nowhere(client, put):
    worst = [query("one.jpg", hits=[("dog", 0.25, False, None)])]
    worst[0]["hits"][0]["id"] = "a photo of a dog"
    address = put(**NEWER, kind="zero-shot", worst=worst)
    assert "/c/gallery/i/" not in client.get(address).text


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "/" + "0" * 64 + ".webp",
        "/" + PICTURE.upper() + ".webp",
        "/..%2F..%2Freport.json.webp",
        "/report.json",
        "/short.webp",
    ],
)
def test_what_is_no_report_or_no_picture_of_it_is_not_there(client, put, rest):
    address = put(**NEWER)
    assert client.get(f"{address}{rest}").status_code == (404 if rest else 200)
    for other in ("20991231-000000-none", "..", "%2e%2e", "..%2F..%2Fversion", "x" * 300):
        assert client.get(f"/c/gallery/reports/{other}{rest}").status_code == 404
    assert client.get(address.replace("gallery", "other") + rest).status_code == 404


def test_a_picture_that_leads_out_of_its_folder_is_not_there(client, put, folder, gallery):
    address = put(**NEWER)
    name = "1" * 64
    link = folder / NEWER["id"] / "pictures" / f"{name}.webp"
    link.symlink_to(gallery.settings.data / "secret.key")
    (gallery.settings.data / "secret.key").write_text("secret")
    assert client.get(f"{address}/{name}.webp").status_code == 404


def test_reports_of_a_collection_nobody_may_see_are_not_there(client, put, monkeypatch):
    address = put(**NEWER)
    monkeypatch.setattr(collections, "can_see", lambda principal, ownership: False)
    for each in ("/c/gallery/reports", address, f"{address}/{PICTURE}.webp"):
        assert client.get(each).status_code == 404


def test_two_reports_are_compared_query_by_query(client, put):
    before = put([0.2, 0.3] * 10, **OLDER)
    after = put([0.5] * 20, **NEWER)
    assert f'<option value="{OLDER["id"]}"' in client.get(after).text
    text = client.get(f"{after}?with={OLDER['id']}").text
    assert "Compared with" in text
    assert "+0.250" in text
    assert ">better<" in text
    assert ">worse<" in client.get(f"{before}?with={NEWER['id']}").text
    for none in ("20991231-000000-none", "../x", "x"):
        assert client.get(after, query_string={"with": none}).status_code == 404


def test_what_a_report_can_be_compared_with_is_told_apart(client, put):
    own, folder = {"title": "Photos: classic"}, {"asked": {"queries": "Labelled"}}
    put(**own, id="20261119-101001-classic", asked={}, made_at="2026-11-19T10:10:01Z")
    put(**own, id="20261119-101059-classic", asked={}, made_at="2026-11-19T10:10:59Z")
    put(**own, id="20261118-101010-classic", asked={"sample": 60}, made_at="2026-11-18T10:10:10Z")
    put(**OLDER, asked=None)
    put(**NEWER, **folder)
    text = client.get(put(id="20261122-000000-classic", title="Mine", asked={})).text
    assert re.findall(r"<option[^>]*>([^<]*)<", text) == [
        "Before · bovw:sample · 60 images · 2026-11-20 10:10",
        "Photos: classic · 60 images · 2026-11-19 10:10:59",
        "Photos: classic · 60 images · 2026-11-19 10:10:01",
        "Photos: classic · 60 images, a sample · 2026-11-18 10:10",
    ]


def test_without_what_tests_differences_both_stand_there_and_it_is_said(client, put, monkeypatch):
    put(**OLDER)
    after = put(**NEWER)
    monkeypatch.setitem(sys.modules, "scipy", None)
    answer = client.get(f"{after}?with={OLDER['id']}")
    assert answer.status_code == 200
    assert "lookalike[evaluate]" in answer.text
    assert "+0.000" in answer.text


def test_full_paths_are_shown_to_this_machine_alone(gallery, put, folder):
    typed = "lookalike evaluate -c gallery --queries '/home/anna/my birds/'"
    address = put(**NEWER, command=typed)
    for paths in (True, False):
        settings = gallery.settings.model_copy(update={"show_paths": paths})
        text = create_app(settings, gallery.engine).test_client().get(address).text
        assert (str(folder) in text) == paths
        assert ("/home/anna" in text) == paths
        assert "my birds" in text


def test_a_report_has_the_style_sheet_and_the_colours_of_the_site(client, put):
    links = re.findall(r'href="(/sheets/[^"]*)"', client.get(put(**NEWER)).text)
    tokens, report = (client.get(link) for link in links)
    assert tokens.mimetype == report.mimetype == "text/css"
    assert "immutable" in report.headers["Cache-Control"]
    alone = render_html(report_of(), {})
    assert tokens.text in alone
    assert report.text in alone
    known = re.findall(r"^  (--[\w-]+):", tokens.text, re.MULTILINE)
    assert set(re.findall(r"var\((--[\w-]+)\)", report.text)) <= set(known)


def test_collections_lead_to_their_reports(client):
    assert 'href="/c/gallery/reports"' in client.get("/collections").text


def test_encoders_lead_to_the_newest_report_of_what_they_are_now(client, gallery, put):
    now = {"id": "fake", "fingerprint": gallery.encoders[0].fingerprint, "dims": 16, "metric": "l2"}
    for number, made_at in enumerate(("2026-11-19T00:00:00Z", "2026-11-20T00:00:00Z")):
        put(id=f"2026111{number}-000000-fake", encoder=now, made_at=made_at)
    put(id="20261118-000000-fake", encoder=now | {"fingerprint": "0" * 64})
    text = client.get("/encoders").text
    assert re.findall(r'href="/c/gallery/reports/([^"]*)"', text) == ["20261111-000000-fake"]
    assert "AP@100 0.500" in text


def test_figures_of_an_encoder_side_by_side_say_what_was_asked(client, gallery, put):
    now = {"id": "fake", "fingerprint": gallery.encoders[0].fingerprint, "dims": 16, "metric": "l2"}
    asked = [
        ({}, "image", 320),
        ({"queries": "Labelled"}, "image", 1),
        ({"queries": "Mine"}, "image", 9),
        ({"queries": "Labelled", "qrels": "mine.txt", "sample": 7}, "image", 7),
        ({}, "words", 40),
        ({}, "words", 41),
    ]
    for number, (given, kind, queries) in enumerate(asked):
        made_at = f"2026-11-20T00:00:0{number}Z"
        known = {"asked": given, "kind": kind, "queries": queries, "made_at": made_at}
        if queries == 9:
            known["learned"] = {"queries": 8, "documents": 0}
        put(id=f"20261120-00000{number}-fake", encoder=now, **known)
    told = re.findall(r'<span class="aside asked">([^<]*)</span>', client.get("/encoders").text)
    assert sorted(told) == [
        "1 image from Labelled",
        "320 images",
        "41 texts",
        "7 images from Labelled, judged by mine.txt, a sample",
        "9 images from Mine, 8 of them learned from",
    ]
