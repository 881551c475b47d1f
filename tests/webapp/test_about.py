from lookalike import __version__
from lookalike.core.settings import load_settings
from lookalike.encoders.registry import encoder_ids
from lookalike.search.embedded.engine import EmbeddedEngine
from tests.webapp.gallery import on_cluster
from webapp.app import create_app

NOT_YET = {"mobilenet": "mobilenet", "clip": "clip", "vit-b": "vit", "sift": "sift", "beit": "beit"}
"""What a page may name once an encoder of it is installed, and the beginning of that one's id."""


def test_it_says_version_engine_and_where_the_data_is(client, gallery):
    text = client.get("/about").text
    assert f"<dd>{__version__}</dd>" in text
    assert "SQLite" in text
    assert f"{gallery.settings.data}</bdi>" in text
    assert "Nothing leaves this machine" in text


def test_where_paths_are_not_shown_the_data_folder_is_not(gallery):
    settings = load_settings(data=gallery.settings.data, show_paths=False)
    text = create_app(settings, gallery.engine).test_client().get("/about").text
    assert str(gallery.settings.data) not in text


def test_the_five_systems_are_named_and_nothing_that_does_not_work_yet(client):
    text = client.get("/about").text
    for system in ("PixMatcher", "CBIR", "Image Retrieval System", "Image finder", "ImageFinder"):
        assert system in text
    told = text[text.index('id="before"') :].casefold()
    for name, beginning in NOT_YET.items():
        assert name not in told or any(each.startswith(beginning) for each in encoder_ids())


def test_with_its_engine_away_it_says_so(tmp_path):
    away = load_settings(data=tmp_path, **on_cluster("http://127.0.0.1:9"))
    answer = create_app(away).test_client().get("/about")
    assert answer.status_code == 200
    assert "It does not answer now" in answer.text
    assert "your own Elasticsearch" in answer.text


def test_it_needs_no_collection(tmp_path):
    client = create_app(load_settings(data=tmp_path), EmbeddedEngine(tmp_path)).test_client()
    assert client.get("/about").status_code == 200
    assert client.get("/encoders").status_code == 200
