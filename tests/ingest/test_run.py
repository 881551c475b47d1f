import logging
import os
import shutil

import numpy as np
import pytest
from PIL import Image

from ingest.journal import Journal
from lookalike.core.errors import EncoderMismatch, SourceRefused
from lookalike.imaging import is_candidate
from lookalike.search.engine import Item
from lookalike.sources.folder import FolderSource
from tests.ingest.seams import (
    BreaksOff,
    NeverAsked,
    OtherVersion,
    SecondEncoder,
    Unlistable,
    Watched,
)

COUNTS = ("added", "updated", "unchanged", "removed", "quarantined", "skipped")


def counts(report):
    return {name: value for name in COUNTS if (value := report.as_dict()[name])}


@pytest.fixture
def three(photos, draw):
    return [draw(photos / name, seed) for seed, name in enumerate(["a.png", "b.png", "cats/c.png"])]


def test_a_folder_becomes_documents_with_vectors_and_thumbnails(
    run, three, engine, encoder, id_of, uri_of, media
):
    report = run()
    assert (counts(report), report.status) == ({"added": 3}, 0)
    document_id = id_of(three[2])
    [document] = engine.get("photos", [document_id]).values()
    assert (document.width, document.height, document.format) == (24, 16, "PNG")
    assert document.bytes == three[2].stat().st_size
    assert document.category == ["cats"]
    assert document.perceptual_hash
    assert document.ingested_at
    [file] = document.files
    assert (file.uri, file.folder, file.filename) == (uri_of(three[2]), "cats", "c.png")
    assert engine.stats("photos").vectors == {encoder.field: 3}
    assert media() == sorted(f"{id_of(path)}-320.webp" for path in three)


def test_a_second_run_reads_nothing(run, three, source):
    run()
    watched = Watched(source())
    report = run(source=watched)
    assert (counts(report), watched.reads) == ({"unchanged": 3}, [])


def test_only_new_and_changed_files_are_read(run, three, photos, source, draw):
    run()
    draw(three[0], 100, size=(30, 16))
    draw(photos / "d.png", 101)
    watched = Watched(source())
    report = run(source=watched)
    assert sorted(watched.reads) == ["a.png", "d.png"]
    assert counts(report) == {"added": 1, "updated": 1, "unchanged": 2}


def test_a_changed_file_leaves_its_old_document(run, three, draw, listed, id_of, uri_of, media):
    run()
    old = id_of(three[0])
    draw(three[0], 100, size=(30, 16))
    run()
    assert old not in listed()
    assert listed()[id_of(three[0])] == {uri_of(three[0])}
    assert media() == sorted(f"{id_of(path)}-320.webp" for path in three)


def test_a_touched_file_of_the_same_bytes_keeps_its_document(run, three, touch, listed):
    run()
    before = listed()
    touch(three[0], 5)
    assert counts(run()) == {"updated": 1, "unchanged": 2}
    assert listed() == before
    assert counts(run()) == {"unchanged": 3}


def test_the_same_bytes_in_two_folders_are_one_document(run, photos, draw, listed, id_of, uri_of):
    first = draw(photos / "cats/a.png", 1)
    second = draw(photos / "dogs/b.png", 1)
    assert counts(run()) == {"added": 2}
    assert listed() == {id_of(first): {uri_of(first), uri_of(second)}}


def test_known_bytes_at_a_new_place_are_not_decoded(run, three, photos, listed, id_of, uri_of):
    run()
    copy = photos / "copy.png"
    shutil.copy(three[0], copy)
    report = run(encoders=[NeverAsked()])
    assert counts(report) == {"added": 1, "unchanged": 3}
    assert listed()[id_of(copy)] == {uri_of(copy), uri_of(three[0])}


def test_a_moved_file_is_at_its_new_place_alone_after_pruning(
    run, three, photos, listed, id_of, uri_of, media
):
    run()
    moved = three[0].rename(photos / "moved.png")
    assert counts(run(prune=True)) == {"added": 1, "unchanged": 2, "removed": 1}
    assert listed()[id_of(moved)] == {uri_of(moved)}
    assert len(media()) == 3


def test_a_deleted_file_stays_listed_until_it_is_pruned(run, three, listed, id_of, media):
    run()
    gone = id_of(three[0])
    three[0].unlink()
    assert counts(run()) == {"unchanged": 2}
    assert gone in listed()
    assert counts(run(prune=True)) == {"unchanged": 2, "removed": 1}
    assert gone not in listed()
    assert f"{gone}-320.webp" not in media()


def test_pruning_leaves_what_other_sources_brought(run, three, source, tmp_path, draw, listed):
    other = draw(tmp_path / "other/o.png", 50)
    run()
    run(source=FolderSource(other.parent, is_candidate=is_candidate))
    other.unlink()
    assert counts(run(prune=True)) == {"unchanged": 3}
    assert len(listed()) == 4


def test_pruning_an_empty_folder_removes_nothing_and_says_why(run, three, photos, listed):
    run()
    shutil.rmtree(photos)
    photos.mkdir()
    report = run(prune=True)
    assert counts(report) == {}
    assert "the source is empty" in report.as_text()
    assert len(listed()) == 3


def test_pruning_spares_what_lies_under_a_folder_that_cannot_be_listed(run, three, source, listed):
    run()
    three[0].unlink()
    report = run(source=Unlistable(source(), "cats"), prune=True)
    assert counts(report) == {"unchanged": 1, "removed": 1, "skipped": 1}
    assert len(listed()) == 2


def test_a_source_that_breaks_off_ends_the_run_and_prunes_nothing(run, three, source, listed):
    run()
    with pytest.raises(SourceRefused):
        run(source=BreaksOff(source(), after=1), prune=True)
    assert len(listed()) == 3
    assert counts(run(prune=True)) == {"unchanged": 3}


def test_another_category_is_taken_over_without_reading(run, three, source, engine, id_of):
    run()
    watched = Watched(source(category_from="none"))
    assert counts(run(source=watched)) == {"updated": 1, "unchanged": 2}
    assert watched.reads == []
    [document] = engine.get("photos", [id_of(three[2])]).values()
    assert document.category == []


def test_one_uri_in_two_documents_is_cleaned_up(run, three, engine, listed, id_of, uri_of):
    """As a run leaves it that was killed between writing the new and removing the old."""
    run()
    old, new = id_of(three[0]), id_of(three[1])
    [document] = engine.get("photos", [old]).values()
    stray = document.files[0].model_copy(update={"size": 1})
    engine.add_files("photos", [(new, stray)])
    assert counts(run()) == {"unchanged": 3}
    assert listed()[new] == {uri_of(three[1])}
    assert listed()[old] == {uri_of(three[0])}


def test_a_document_without_a_vector_is_filled(run, three, engine, encoder, id_of):
    run()
    [document] = engine.get("photos", [id_of(three[0])]).values()
    engine.delete("photos", [document.id])
    engine.put("photos", [Item(document)])
    assert counts(run()) == {"updated": 1, "unchanged": 2}
    assert engine.stats("photos").vectors == {encoder.field: 3}


def test_a_dry_run_writes_nothing_and_tells_what_a_run_would_do(
    run, three, photos, current, draw, tree_of
):
    broken = photos / "broken.png"
    broken.write_bytes(b"no image")
    run()
    draw(three[0], 100, size=(30, 16))
    draw(photos / "new.png", 101)
    three[1].unlink()
    before = tree_of(current.data)
    report = run(dry_run=True, prune=True)
    assert counts(report) == {
        "added": 1, "updated": 1, "unchanged": 1, "removed": 1, "quarantined": 1
    }  # fmt: skip
    assert [each.uri[-10:] for each in report.quarantine] == ["broken.png"]
    assert report.as_text().startswith("Nothing was written.")
    assert tree_of(current.data) == before


def test_a_dry_run_makes_no_collection(run, three, engine, current, tree_of):
    engine.collections()
    before = tree_of(current.data)
    assert counts(run(dry_run=True)) == {"added": 3}
    assert tree_of(current.data) == before


def test_a_collection_of_another_encoder_is_refused_before_anything_is_read(
    run, three, source, encoder
):
    run()
    watched = Watched(source())
    with pytest.raises(EncoderMismatch):
        run(source=watched, encoders=[OtherVersion()])
    assert watched.reads == []


def test_names_that_are_not_utf8_come_in(run, photos, draw, engine):
    path = draw(photos / "plain.png", 7)
    os.rename(path, os.fsencode(photos) + b"/caf\xe9 100%.png")  # noqa: PTH104
    assert counts(run()) == {"added": 1}
    assert counts(run()) == {"unchanged": 1}


def test_files_that_are_no_images_are_skipped_and_counted(run, three, photos):
    (photos / "notes.txt").write_text("hello")
    (photos / ".hidden.png").write_bytes(b"")
    report = run()
    assert (counts(report), report.status) == ({"added": 3, "skipped": 2}, 0)
    assert report.as_dict()["skipped_by_reason"] == {"hidden": 1, "not an image": 1}


def test_progress_tells_counts_and_every_batch_is_a_line_in_the_log(run, three, caplog):
    seen = []
    with caplog.at_level(logging.INFO, logger="ingest"):
        run(progress=seen.append)
    assert (seen[-1].found, seen[-1].read, seen[-1].written, seen[-1].total) == (3, 3, 3, 3)
    assert seen[-1].counts.added == 3
    assert any("wrote 3 images to photos" in line for line in caplog.messages)


def test_the_collection_gets_the_title_it_is_made_with(run, three, engine):
    run(title="My photos")
    assert engine.collection("photos").title == "My photos"


def test_several_encoders_fill_their_fields_in_one_run(run, three, engine, encoder):
    other = SecondEncoder()
    run(encoders=[encoder, other])
    assert engine.stats("photos").vectors == {encoder.field: 3, other.field: 3}


def test_vectors_belong_to_their_images(run, photos, draw, engine, encoder, id_of):
    paths = [draw(photos / f"{n}.png", n, size=(32, 32)) for n in range(80)]
    run()
    stored = engine.vectors("photos", encoder.field, [id_of(path) for path in paths])
    for path in paths:
        expected = encoder.encode_images([np.asarray(Image.open(path))])[0].astype(np.float64)
        expected /= np.linalg.norm(expected)
        assert np.allclose(stored[id_of(path)], expected, atol=1e-6)


def test_a_run_tells_its_number_before_it_reads_and_its_progress_after(
    run, photos, draw, current, engine, source
):
    draw(photos / "a.png", 1)
    numbers = []
    watched = Watched(source(), before_read=lambda _entry: numbers.append("read"))
    report = run(source=watched, started=numbers.append)
    assert numbers == [report.run, "read"]
    journal = Journal(current.data / "collections" / engine.collection("photos").uid)
    done = journal.run(report.run)
    journal.close()
    assert (done.state, done.progress is not None) == ("done", True)
