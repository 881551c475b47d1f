"""What an evaluation finds on either engine, against figures worked out by hand."""

import json

import pytest

from lookalike.core.errors import BadRequest, Conflict, EncoderUnavailable
from lookalike.evaluation.judgements import Judgements
from lookalike.evaluation.report import read_per_query, read_report
from lookalike.search.query import Query, QueryTerm
from lookalike.search.service import SearchService
from tests.evaluation.asking.reds import ATTIC, fill, png, save, sha256


def _means(evaluated):
    return {each.name: each.mean for each in evaluated.report.measures}


def test_each_image_of_a_collection_asks_and_is_left_out_of_what_it_finds(attic, ask):
    found = ask(attic)
    assert found.per_query["AP@100"] == pytest.approx(
        {sha256(10): 5 / 6, sha256(22): 7 / 12, sha256(30): 1 / 2, sha256(45): 1}
    )
    assert _means(found) == pytest.approx({"AP@100": 35 / 48, "P@1": 1 / 2})
    assert found.run[sha256(10)] == [
        (sha256(red), distance) for red, distance in ((22, 12), (30, 20), (45, 35), (100, 90))
    ]
    assert (found.report.queries, found.report.left_out, found.report.documents) == (4, 1, 5)


@pytest.fixture
def labelled(tmp_path):
    """A folder of queries: 12 and a copy of ann are warm, 29 is cold, 5 is of no category here."""
    folder = tmp_path / "labelled"
    save(folder / "warm" / "twelve.png", 12)
    save(folder / "warm" / "copy of ann.png", 10)
    save(folder / "cold" / "29.png", 29)
    save(folder / "odd" / "5.png", 5)
    return folder


def test_images_of_a_folder_ask_and_what_has_their_category_is_relevant(attic, ask, labelled):
    found = ask(attic, place=labelled)
    # twelve: ann, ben, cid, dot, relevant at 1, 2 and 4 of 3; 29: cid, ben, dot, at 1 and 3 of 2
    assert found.per_query["AP@100"] == pytest.approx(
        {
            "warm/twelve.png": (1 + 1 + 3 / 4) / 3,
            "warm/copy%20of%20ann.png": 5 / 6,
            "cold/29.png": (1 + 2 / 3) / 2,
        }
    )
    assert (found.report.queries, found.report.left_out, found.own) == (3, 1, 1)


def test_an_image_that_cannot_be_read_is_named_and_counts_for_nothing(attic, ask, labelled):
    whole = ask(attic, place=labelled)
    (labelled / "warm" / "broken.png").write_bytes(png(12)[:40])
    found = ask(attic, place=labelled)
    [(name, reason)] = found.refused
    assert name == "warm/broken.png"
    assert "truncated" in reason
    assert found.per_query == whole.per_query
    assert (found.report.queries, found.report.left_out) == (3, 1)


def test_a_caption_has_its_image_as_the_one_relevant(engine, encoders, ask):
    numbers = {name: (red, groups, str(red + 1)) for name, (red, groups, _text) in ATTIC.items()}
    numbers["ben"] = (22, ["warm"], "29")  # nearest is cid
    found = ask(fill(engine, "told", encoders, numbers), captions=True, measures=("R@1", "R@2"))
    assert found.report.relevance == "caption"
    assert _means(found) == pytest.approx({"R@1": 4 / 5, "R@2": 1})


def test_changing_every_caption_and_category_changes_no_figure(engine, attic, ask):
    qrels = Judgements(
        {"warm": {sha256(10): 1, sha256(22): 2, sha256(45): 1}},
        {sha256(10): "warm", sha256(100): "warm"},
    )
    before = ask(attic, qrels=qrels)
    changed = [
        (
            document,
            file.model_copy(update={"category": f"{file.filename} 10 warm", "caption": "22"}),
        )
        for document, files in engine.listing("attic")
        for file in files
    ]
    engine.add_files("attic", changed, refresh="wait_for")
    after = ask(attic, qrels=qrels)
    assert after.report.relevance == "qrels"
    assert (after.run, after.per_query) == (before.run, before.per_query)
    assert _means(after) == _means(before)
    assert json.loads((after.folder / "report.json").read_text())["by"] == "vectors"


def test_a_batch_finds_what_each_search_by_vectors_finds_alone(
    engine, settings, attic, ask, labelled
):
    def alone(term, itself=""):
        page = SearchService(engine, settings).search(
            Query("attic", (term,), "vectors", "red", size=5)
        )
        return [(hit.id, hit.distance) for hit in page.hits if hit.id != itself]

    by_stored, by_file = ask(attic).run, ask(attic, place=labelled).run
    assert by_file["warm/twelve.png"] == alone(QueryTerm("file", png(12)))
    for red in (10, 22, 30, 45):
        assert by_stored[sha256(red)] == alone(QueryTerm("id", sha256(red)), sha256(red))
    assert by_file["warm/copy%20of%20ann.png"] == alone(QueryTerm("file", png(10)), sha256(10))


def test_the_report_on_disk_is_what_was_found(attic, ask):
    found = ask(attic, command="lookalike evaluate -c attic")
    assert read_report(found.folder) == found.report
    assert read_per_query(found.folder) == found.per_query
    assert "lookalike evaluate -c attic" in (found.folder / "report.html").read_text()
    worst = found.report.worst[0]
    assert (worst.name, worst.category) == ("cid.png", "cold")
    assert [(hit.name, hit.relevant) for hit in worst.hits[:2]] == [
        ("ben.png", False),
        ("dot.png", True),
    ]


def test_documents_that_come_while_it_asks_make_it_stop(engine, encoders, attic, ask):
    def grow(done, of):
        if done == of:
            fill(engine, "attic", encoders, {"fay": (50, ["warm"], "f")})

    with pytest.raises(Conflict, match=r"attic.*changed"):
        ask(attic, show=grow)
    assert ask(attic).report.documents == 6


def test_an_encoder_that_is_still_being_filled_in_is_not_measured(engine, attic, ask):
    engine.set_field_state("attic", "red", "filling")
    with pytest.raises(EncoderUnavailable, match="still being filled"):
        ask(engine.collection("attic"))


def test_where_nothing_has_a_category_there_is_nothing_to_measure(engine, encoders, ask, labelled):
    bare = fill(engine, "bare", encoders, {name: (each[0], [], "") for name, each in ATTIC.items()})
    with pytest.raises(BadRequest, match=r"no image of .bare. has a category"):
        ask(bare)
    with pytest.raises(BadRequest, match=r"no image of .bare. has a category"):
        ask(bare, place=labelled)


def test_categories_that_the_collection_lacks_are_named(attic, ask, tmp_path):
    save(tmp_path / "pets" / "dog" / "1.png", 1)
    with pytest.raises(BadRequest, match="the queries have dog, the collection cold, warm"):
        ask(attic, place=tmp_path / "pets")
