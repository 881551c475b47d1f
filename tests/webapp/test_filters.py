"""What narrows the hits, and widens them again: facets, bounds, chips."""

from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.datastructures import MultiDict

from tests.webapp.conftest import link
from webapp.bounds import Bounds, bounds_of, narrowed
from webapp.chips import condition
from webapp.facets import facets_of
from webapp.forms import Asked


def where(address):
    return parse_qs(urlsplit(address).query).get("where", [])


# Facets


def asked(**fields):
    return Asked(q="red", **fields)


def test_a_value_is_added_by_its_link_and_removed_by_it(app):
    counts = {"category": [("a", 3), ("b", 2)]}
    with app.test_request_context():
        [facet] = facets_of("gallery", asked(where=("category=a", "width=1..")), counts)
    assert facet.title == "Category"
    assert [(each.name, each.count, each.chosen) for each in facet.first] == [
        ("a", 3, True),
        ("b", 2, False),
    ]
    assert where(facet.first[0].address) == ["width=1.."]
    assert where(facet.first[1].address) == ["category=a", "width=1..", "category=b"]


def test_ten_values_are_shown_and_the_rest_kept_ready(app):
    counts = {"tags": [(f"t{n}", 1) for n in range(50)]}
    with app.test_request_context():
        [facet] = facets_of("gallery", asked(), counts)
    assert (len(facet.first), len(facet.rest), facet.more) == (10, 40, True)


def test_a_facet_without_a_choice_is_absent(app):
    with app.test_request_context():
        assert facets_of("gallery", asked(), {"format": [("PNG", 9)], "camera": []}) == []
        [only] = facets_of("gallery", asked(where=("format=PNG",)), {"format": [("PNG", 9)]})
    assert only.title == "Format"


def test_folders_that_are_the_categories_are_not_shown_twice(app):
    def titles(counts, *where):
        with app.test_request_context():
            return [each.title for each in facets_of("gallery", Asked(where=where), counts)]

    both = [("cats", 2), ("dogs", 1)]
    assert titles({"category": both, "folder": both}) == ["Category"]
    assert titles({"category": both, "folder": both}, "folder=cats") == ["Category", "Folder"]
    assert titles({"category": both, "folder": [("in/cats", 2), *both]}) == ["Category", "Folder"]


def test_a_value_that_is_chosen_stays_where_nothing_has_it(app):
    with app.test_request_context():
        [facet] = facets_of("gallery", asked(where=("category=gone",)), {"category": []})
    assert (facet.first[0].name, facet.first[0].count) == ("gone", None)


@pytest.mark.parametrize("name", ["*", " padded ", "x" * 1000])
def test_a_value_that_no_condition_can_name_is_not_offered(app, name):
    with app.test_request_context():
        assert facets_of("gallery", asked(), {"tags": [("a", 1), (name, 1)]}) == []


def test_facets_count_and_lead_to_what_they_count(client, found):

    text = client.get("/c/gallery/search?q=red").text
    address = link(
        text, r'[^>]*>\s*<svg class="tick".{0,400}?<bdi[^>]*>red</bdi>\s*<span class="figure">2<'
    )
    assert where(address) == ["category=red"]
    assert set(found(address)) == {"red", "dark-red"}


# Bounds


def test_bounds_are_read_from_conditions_and_written_to_them():
    known = ("category=a", "taken_at=2020-01-01..2020-12-31", "width=100..")
    assert bounds_of(known) == (Bounds("2020-01-01", "2020-12-31", "100"), ("category=a",))
    fields = MultiDict({"taken_from": "2021-05-01", "taken_to": "", "width_from": "200"})
    assert narrowed(fields, Asked(where=known, page=3)) == Asked(
        where=("category=a", "taken_at=2021-05-01..", "width=200..")
    )
    assert narrowed(MultiDict({"q": "red"}), Asked(q="red")) is None


@pytest.mark.parametrize("text", ["taken_at=2020..2021", "width=1..9", "width=100", "width!=100.."])
def test_bounds_that_the_form_cannot_hold_are_left_as_they_are(text):
    assert bounds_of((text,)) == (Bounds(), (text,))


def test_the_form_for_bounds_leads_to_one_address(client, found):
    form = "/c/gallery/search?where=category%3Dred&taken_from=&taken_to=&width_from=90"
    answer = client.get(form)
    assert answer.status_code == 302
    assert where(answer.location) == ["category=red", "width=90.."]
    assert set(found(answer.location)) == {"red", "dark-red"}
    assert (
        'name="width_from" min="1" step="1" placeholder="at least" value="90"'
        in client.get(answer.location).text
    )


def test_a_bound_that_is_no_number_is_refused_by_its_name(client):
    answer = client.get("/c/gallery/search?width_from=wide", follow_redirects=True)
    assert answer.status_code == 400
    assert "width" in answer.text


# Chips


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("category=cat", ("Category", "cat", False)),
        ("category!=cat", ("Category", "cat", True)),
        ("tags=*", ("Tag", "any", False)),
        ("width=100..", ("Width", "from 100", False)),
        ("bytes=..5", ("Bytes", "up to 5", False)),
        ("taken_at=2020..2021", ("Taken", "2020 to 2021", False)),
        ("folder=a..b", ("Folder", "a..b", False)),
        ("nonsense", ("", "nonsense", False)),
    ],
)
def test_a_condition_is_shown_in_words(app, text, shown):
    assert condition(text) == shown


# Nothing found


def test_each_filter_can_be_left_out_where_nothing_was_found(client):
    text = client.get("/c/gallery/search?q=red&where=category=red&where=width=9000..").text
    assert "Nothing found" in text
    assert where(link(text, r"><bdi>Without Category: red<")) == ["width=9000.."]
    assert where(link(text, r"><bdi>Without Width: from 9000<")) == ["category=red"]
    assert where(link(text, r"><bdi>Without any filter<")) == []
