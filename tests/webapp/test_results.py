"""What stands around the hits: orders, pages, ways on from each; and what to do without hits."""

import html
import io
import re

import pytest

from lookalike.encoders import registry
from lookalike.search.collections import ensure
from tests.fake_encoder import FakeEncoder
from tests.webapp.conftest import link
from tests.webapp.gallery import picture
from webapp.paging import shown_pages

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


# Several pictures


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
