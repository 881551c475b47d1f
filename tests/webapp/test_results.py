"""What stands around the hits: facets, bounds, chips, choices, pages; and what to do without hits."""

import html
import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.datastructures import MultiDict

from lookalike.core.document import Document
from lookalike.encoders import registry
from lookalike.search.collections import ensure
from tests.fake_encoder import FakeEncoder
from tests.webapp.gallery import picture
from webapp.bounds import Bounds, bounds_of, narrowed
from webapp.chips import condition
from webapp.facets import facets_of
from webapp.forms import Asked
from webapp.gallery import phrases_of
from webapp.paging import shown_pages


def link(text, pattern):
    """Return the address of the first link whose tag and content match."""
    return html.unescape(re.search(r'href="([^"]*)"' + pattern, text, re.DOTALL)[1])


def where(address):
    return parse_qs(urlsplit(address).query).get("where", [])


# Browsing


def test_without_terms_all_images_are_there_by_the_order_chosen(client, found):
    names = ["blue", "dark-red", "green", "grey", "red"]
    assert found("/c/gallery/search?sort=name") == names
    assert sorted(found("/c/gallery/search")) == names
    text = client.get("/c/gallery/search").text
    assert "All images of Plain colours" in text
    assert "5 images" in text
    assert "<meter" not in text


def test_a_filter_alone_browses(found):
    assert found("/c/gallery/search?where=category=red&sort=name") == ["dark-red", "red"]


def test_an_order_is_offered_and_kept_by_paging(client):
    text = client.get("/c/gallery/search?q=red&sort=name&size=2").text
    assert "sort=newest" in link(text, r">Newest<")
    assert "sort" not in link(text, r">Best match<")
    assert "sort=name" in re.search(r'rel="next" href="([^"]*)"', text)[1]


def test_a_new_search_puts_the_nearest_first_again(client):
    answer = client.post("/query", data={"q": "red", "sort": "name", "view": "list"})
    assert answer.location == "/c/gallery/search?q=red&view=list"


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


# Pages


@pytest.mark.parametrize(
    ("here", "last", "shown"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, 3, None, 9]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (10, 63, [1, None, 8, 9, 10, 11, 12, None, 63]),
        (63, 63, [1, None, 61, 62, 63]),
    ],
)
def test_the_ends_and_the_pages_beside_are_shown(here, last, shown):
    assert shown_pages(here, last) == shown


def test_pages_are_numbered_where_their_number_is_known(client):
    text = client.get("/c/gallery/search?sort=name&size=2&page=2").text
    numbers = re.findall(r'aria-label="Page (\d+)"', text)
    assert numbers == ["1", "3"]
    assert '<span aria-current="page">2</span>' in text


# Ways on from a hit


def test_an_image_is_added_to_the_query_or_kept_from_it(gallery, client):
    text = client.get("/c/gallery/search?q=red&sort=name&page=1").text
    red = gallery.ids["red"]
    assert f"/c/gallery/search?q=red&like=id:{red}" in html.unescape(text)
    assert f"/c/gallery/search?q=red&not=id:{red}" in html.unescape(text)


def test_an_image_is_not_wanted_and_unwanted_at_once(gallery, client):
    red, blue = gallery.ids["red"], gallery.ids["blue"]
    text = html.unescape(client.get(f"/c/gallery/search?like=id:{red}&like=id:{blue}").text)
    assert f"/c/gallery/search?like=id:{blue}&not=id:{red}" in text


def test_a_picture_leads_to_its_page_which_knows_the_way_back(gallery, client):
    text = html.unescape(client.get("/c/gallery/search?q=red&sort=name").text)
    assert f"/c/gallery/i/{gallery.ids['blue']}?q=red&sort=name&rank=1" in text
    assert (
        client.get(f"/c/gallery/i/{gallery.ids['blue']}?q=red&sort=name&rank=1").status_code == 200
    )


def test_a_rank_leads_to_the_image_there(gallery, client):
    answer = client.get("/c/gallery/search/at?sort=name&rank=2")
    assert answer.status_code == 302
    assert answer.location == f"/c/gallery/i/{gallery.ids['dark-red']}?sort=name&rank=2"


@pytest.mark.parametrize("rank", ["6", "10001", "999999999", ""])
def test_a_rank_where_nothing_is_leads_to_the_results(client, rank):
    answer = client.get(f"/c/gallery/search/at?sort=name&rank={rank}")
    assert (answer.status_code, answer.location) == (302, "/c/gallery/search?sort=name")


# The list


def test_the_list_tells_what_is_known_of_each(client):

    text = client.get("/c/gallery/search?q=red&view=list").text
    assert "<table" in text
    assert "96 × 64" in text
    assert text.count('<tr class="row">') == 5
    assert '<a class="tool" href="/c/gallery/search?q=red&amp;view=grid"' in text


# Nothing found


def test_each_filter_can_be_left_out_where_nothing_was_found(client):
    text = client.get("/c/gallery/search?q=red&where=category=red&where=width=9000..").text
    assert "Nothing found" in text
    assert where(link(text, r"><bdi>Without Category: red<")) == ["width=9000.."]
    assert where(link(text, r"><bdi>Without Width: from 9000<")) == ["category=red"]
    assert where(link(text, r"><bdi>Without any filter<")) == []


def test_a_picture_that_finds_nothing_is_not_said_to_be_words(gallery, client):
    ensure(gallery.engine, "empty", [registry.load_encoder("classic")], "Empty")
    form = {"collection": "empty", "image": (io.BytesIO(picture((200, 30, 30))), "red.png")}
    text = client.get(client.post("/query", data=form).location).text
    assert "This collection is empty." in text
    assert "words" not in re.search(r'class="column nothing">(.*?)</div>', text, re.DOTALL)[1]


def test_a_page_beyond_the_end_leads_to_the_last(client):
    text = client.get("/c/gallery/search?sort=name&size=2&page=7").text
    assert "The results end before this page" in text
    assert 'rel="prev" href="/c/gallery/search?sort=name&amp;page=3&amp;size=2"' in text


def test_words_for_an_encoder_that_reads_none_name_one_that_does(gallery, client):
    class Blind(FakeEncoder):
        id = "blind"
        reads_words = False

    registry.register(Blind())
    try:
        ensure(gallery.engine, "both", [Blind(), *gallery.encoders])
        text = client.get("/c/both/search?q=red").text
        assert "blind compares pictures and reads no words" in text
        assert 'href="/c/both/search?q=red&amp;encoder=fake"' in text
        assert "reads no words" not in client.get("/c/both/search?q=red&encoder=fake").text
    finally:
        registry.forget("blind")


# To begin from


def document(number, **file):
    entry = {"uri": f"file:///{number}", "size": 1, **file}
    return Document(id=f"{number:064x}", files=(entry,))


def test_phrases_come_from_captions_tags_and_categories_in_turn():
    documents = [
        document(1, category="cat"),
        document(2, category="dog", tags=("grey",)),
        document(3, caption="a boat at sea", category="boat"),
        document(4, tags=("night",)),
    ]
    assert phrases_of(documents) == ["a boat at sea", "grey dog", "cat", "night"]


def test_phrases_are_short_and_different():
    long = document(1, caption="word " * 30)
    assert phrases_of([long, document(2, category="cat"), document(3, category="Cat")]) == ["cat"]
    assert phrases_of([]) == []


def test_each_phrase_that_is_offered_finds_something(gallery, client, found):
    gallery.put("boat", picture((9, 9, 9)), caption="a boat at sea", tags=("blue",))
    text = client.get("/c/gallery/").text
    phrases = re.search(r'class="phrases".*?</ul>', text, re.DOTALL)[0]
    addresses = re.findall(r'href="([^"]*)"', phrases)
    assert len(addresses) == 4
    for address in addresses:
        assert found(html.unescape(address))


def test_several_pictures_are_searched_together(client):
    colours = ((9, 9, 9), (200, 20, 20))
    images = [(io.BytesIO(picture(each)), f"{n}.png") for n, each in enumerate(colours)]
    answer = client.post("/query", data={"collection": "gallery", "image": images})
    assert answer.location.count("like=t:") == 2
    assert client.get(answer.location).text.count('class="chip chip-picture"') == 2


def test_too_many_pictures_at_once_are_refused(client):
    images = [(io.BytesIO(b"x"), f"{n}.png") for n in range(17)]
    answer = client.post("/query", data={"collection": "gallery", "image": images})
    assert answer.status_code == 400
    assert "at most 16" in answer.text
