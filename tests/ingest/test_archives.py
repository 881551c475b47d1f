"""Images in ZIPs and images that were added on the site, through the whole pipeline."""

import itertools
import multiprocessing
import os
import signal
import threading
import zipfile

import pytest

from ingest.journal import Journal
from ingest.run import ingest
from lookalike.core.errors import SourceRefused
from lookalike.core.settings import load_settings
from lookalike.imaging import is_candidate
from lookalike.search.collections import forget
from lookalike.search.embedded.engine import EmbeddedEngine
from lookalike.search.media import added_folder
from lookalike.sources.added import batches, stage
from lookalike.sources.archive import ArchiveSource
from lookalike.sources.named import read_uri, source_of
from tests.fake_encoder import FakeEncoder
from tests.ingest.seams import Nothing, Watched

LIMIT = 10**8
IMAGES, STOP = 250, 200
LONG = 120


@pytest.fixture
def album(tmp_path, draw):
    """Three images and a text in two folders, as a ZIP."""
    for n, name in enumerate(("cats/a.png", "cats/b.png", "dogs/c.png")):
        draw(tmp_path / "album" / name, n)
    (tmp_path / "album" / "dogs" / "notes.txt").write_text("woof")
    return packed(tmp_path / "album.zip", tmp_path / "album")


@pytest.fixture
def opened():
    return lambda path: ArchiveSource(path, is_candidate=is_candidate)


@pytest.fixture
def added_root(engine, current):
    return lambda: added_folder(current.data, engine.collection("photos").uid)


@pytest.fixture
def add(run, engine, current, encoder, added_root):
    """Stage files and ingest them, as the site does; return report and source."""

    def once(*paths, **options):
        engine.collections() or run(source=Nothing())
        files = [(path.name, path.open("rb")) for path in paths]
        source = stage(added_root(), files, LIMIT, is_candidate=is_candidate, **options)
        for _name, file in files:
            file.close()
        return run(source=source), source

    return once


def packed(path, folder):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for each in sorted(folder.rglob("*.*")):
            file.write(each, each.relative_to(folder))
    return path


def counts(report):
    found = report.counts
    return (found.added, found.updated, found.unchanged, found.removed, found.skipped)


def test_the_images_of_a_zip_come_in_and_a_second_run_reads_nothing(
    run, album, opened, engine, media
):
    assert counts(run(source=opened(album))) == (3, 0, 0, 0, 1)
    assert engine.facets("photos", ["category"])["category"] == [("cats", 2), ("dogs", 1)]
    assert len(media()) == 3
    watched = Watched(opened(album))
    assert counts(run(source=watched)) == (0, 0, 3, 0, 1)
    assert watched.reads == []


def test_a_zip_that_was_packed_anew_is_read_where_it_differs(
    run, album, opened, tmp_path, draw, listed, id_of
):
    run(source=opened(album))
    old = id_of(tmp_path / "album" / "cats" / "a.png")
    stat = (tmp_path / "album" / "cats" / "a.png").stat()
    new = draw(tmp_path / "album" / "cats" / "a.png", 77)
    os.utime(new, (stat.st_atime, stat.st_mtime))
    (tmp_path / "album" / "cats" / "b.png").unlink()
    packed(album, tmp_path / "album")
    assert counts(run(source=opened(album), prune=True)) == (0, 1, 1, 1, 1)
    assert id_of(new) in listed()
    assert old not in listed()


def test_a_damaged_member_is_quarantined_and_the_others_come_in(run, album, opened, engine):
    data = album.read_bytes()
    with zipfile.ZipFile(album) as file:
        info = file.getinfo("cats/b.png")
        at = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    album.write_bytes(data[:at] + bytes([data[at] ^ 255]) + data[at + 1 :])
    report = run(source=opened(album))
    assert (report.counts.added, report.status) == (2, 3)
    [held] = report.quarantine
    assert held.uri.endswith("album.zip#cats/b.png")
    assert "damaged in the archive" in held.reason


def test_a_truncated_zip_is_refused_before_anything_is_written(current, album, opened):
    album.write_bytes(album.read_bytes()[:-40])
    with pytest.raises(SourceRefused, match="its end is missing"):
        opened(album)
    assert not current.data.exists()


def test_added_files_come_in_once_and_can_be_read_again(
    add, run, album, photos, draw, added_root, engine
):
    report, source = add(album, draw(photos / "alone.png", 9), category="mine")
    assert counts(report) == (4, 0, 0, 0, 1)
    assert engine.facets("photos", ["category"])["category"] == [("mine", 4)]
    again = source_of(source.uri, added_root(), is_candidate=is_candidate)
    assert counts(run(source=again, retry=True)) == (0, 0, 4, 0, 1)
    for document_id, files in engine.listing("photos"):
        [file] = files
        assert len(read_uri(file.uri, added_root(), LIMIT)) == file.size
        assert len(document_id) == 64


def test_what_is_no_image_is_quarantined_with_what_it_is(add, tmp_path):
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7")
    report, source = add(tmp_path / "letter.pdf")
    [held] = report.quarantine
    assert (held.source, held.uri) == (source.uri, f"{source.uri}/0001/letter.pdf")
    assert "letter.pdf is not an image we can read: it is a PDF" in held.reason


def test_pruning_a_folder_leaves_added_files_alone_also_one_that_covers_them(
    add, run, photos, draw, added_root, current, source, tmp_path
):
    path = draw(tmp_path / "added.png", 1)
    draw(photos / "same.png", 1)
    draw(photos / "other.png", 2)
    _report, batch = add(path)
    run(prune=True)
    for each in photos.iterdir():
        each.unlink()
    (photos / "notes.txt").write_text("the disk is there")
    assert run(prune=True).counts.removed == 2
    covers = source_of(f"file://{current.data}", added_root(), is_candidate=is_candidate)
    run(source=covers, prune=True)
    run(source=covers, prune=True)
    [found] = list(batch)
    assert batch.read(found, LIMIT) == path.read_bytes()
    assert counts(run(source=batch)) == (0, 0, 1, 0, 0)


def test_deleting_a_document_takes_its_copies_and_added_bytes_along(
    add, run, photos, draw, added_root, engine, current, media, listed, id_of
):
    one, two = draw(photos / "one.png", 1), draw(photos / "two.png", 2)
    run()
    _report, batch = add(one, two)
    large = current.data / "collections" / engine.collection("photos").uid / "media"
    (large / id_of(one)[:2] / f"{id_of(one)}-1280.webp").write_bytes(b"large")
    [gone, missing] = forget(engine, current.data, "photos", [id_of(one), "f" * 64])
    assert (gone.outcome, missing.outcome) == ("removed", "missing")
    assert list(listed()) == [id_of(two)]
    assert media() == [f"{id_of(two)}-320.webp"]
    assert one.exists()
    assert sorted(path.name for path in added_root().rglob("*.*")) == ["manifest.json"]
    assert [path.name for path in added_root().rglob("000*")] == ["0002"]
    assert counts(run(source=batch, retry=True)) == (0, 0, 1, 0, 1)
    forget(engine, current.data, "photos", [id_of(two)])
    assert list(added_root().iterdir()) == []


def ingest_batch_and_stop_short(data, uri):
    """Ingest one batch in a process of its own, which comes to a halt at its 200th file."""
    current = load_settings(data=data, decoders=1)
    engine = EmbeddedEngine(current.data)
    root = added_folder(data, engine.collection("photos").uid)
    reads = itertools.count(1)

    def halt(_entry):
        if next(reads) == STOP:
            threading.Event().wait()

    source = Watched(source_of(uri, root, is_candidate=is_candidate), before_read=halt)
    ingest(engine, current, "photos", source, [FakeEncoder()])


def test_a_killed_run_of_added_files_is_gone_on_with_by_its_source(
    run, tmp_path, draw, added_root, engine, current
):
    for n in range(IMAGES):
        draw(tmp_path / "many" / f"{n:03}.png", n, size=(40, 30))
    archive = packed(tmp_path / "many.zip", tmp_path / "many")
    run(source=Nothing())
    with archive.open("rb") as file:
        staged = stage(added_root(), [("many.zip", file)], LIMIT, is_candidate=is_candidate)
    folder = added_root().parent
    process = multiprocessing.get_context("spawn").Process(
        target=ingest_batch_and_stop_short, args=(current.data, staged.uri)
    )
    process.start()
    while process.is_alive() and not engine.count("photos"):
        process.join(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.join(LONG)
    archive.unlink()
    journal = Journal(folder, read_only=True)
    [killed, _nothing] = journal.runs()
    journal.close()
    assert (killed.state, killed.source) == ("interrupted", staged.uri)
    report = run(
        source=source_of(killed.source, added_root(), is_candidate=is_candidate), retry=True
    )
    assert report.counts.added + report.counts.unchanged == IMAGES == engine.count("photos")
    assert run(source=staged).counts.unchanged == IMAGES


def test_a_batch_that_no_run_was_begun_for_is_known_by_its_absence_in_the_journal(
    add, added_root, photos, draw
):
    _report, source = add(draw(photos / "a.png", 1))
    with (photos / "a.png").open("rb") as file:
        lost = stage(added_root(), [("b.png", file)], LIMIT, is_candidate=is_candidate)
    journal = Journal(added_root().parent, read_only=True)
    known = journal.sources()
    journal.close()
    assert source.uri in known
    assert [each for each in batches(added_root()) if each not in known] == [lost.uri]
