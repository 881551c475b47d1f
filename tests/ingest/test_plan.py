import pytest

from ingest.plan import Plan, Verdict
from lookalike.core.document import MAX_TEXT, FileEntry
from lookalike.sources import reasons
from lookalike.sources.base import Skipped

SOURCE = "file:///photos"
A, B, C = "a" * 64, "b" * 64, "c" * 64


def file(name, *, size=10, mtime=1.5, source=SOURCE, **labels):
    return FileEntry(uri=f"{SOURCE}/{name}", size=size, mtime=mtime, source=source, **labels)


@pytest.fixture
def plan():
    def of(listing, unfilled=frozenset()):
        made = Plan(SOURCE, unfilled)
        made.learn(listing)
        return made

    return of


def test_a_file_that_is_not_listed_is_new(plan):
    assert plan([]).judge(file("x.jpg")) == Verdict("new")


def test_a_file_of_the_same_size_and_time_is_unchanged(plan):
    made = plan([(A, (file("x.jpg"),))])
    assert made.judge(file("x.jpg")) == Verdict("unchanged", A)
    assert not made.needs_reading(file("x.jpg"))


@pytest.mark.parametrize("now", [{"size": 11}, {"mtime": 1.25}])
def test_a_file_of_another_size_or_time_is_changed_and_leaves_its_document(plan, now):
    made = plan([(A, (file("x.jpg"),))])
    assert made.judge(file("x.jpg", **now)) == Verdict("changed", stale=(A,))
    assert made.needs_reading(file("x.jpg", **now))


def test_of_two_documents_at_one_uri_the_one_that_fits_the_file_stays(plan):
    made = plan([(A, (file("x.jpg", size=9),)), (B, (file("x.jpg"),))])
    assert made.judge(file("x.jpg")) == Verdict("unchanged", B, (A,))


def test_of_two_documents_at_one_uri_that_both_fit_the_bytes_decide(plan):
    made = plan([(A, (file("x.jpg"),)), (B, (file("x.jpg"),))])
    assert made.judge(file("x.jpg")) == Verdict("changed", stale=(A, B))


def test_a_document_without_all_its_vectors_is_read_again(plan):
    made = plan([(A, (file("x.jpg"),))], unfilled={A})
    assert made.judge(file("x.jpg")).kind == "changed"


def test_another_category_needs_no_reading(plan):
    made = plan([(A, (file("x.jpg", category="cats"),))])
    assert made.judge(file("x.jpg", category="dogs")) == Verdict("relabelled", A)


def test_what_an_overlapping_source_called_it_stays(plan):
    made = plan([(A, (file("x.jpg", category="cats", source="file:///"),))])
    assert made.judge(file("x.jpg", category="dogs")) == Verdict("unchanged", A)


def test_a_caption_that_was_dropped_as_too_long_is_no_change(plan):
    made = plan([(A, (file("x.jpg"),))])
    assert made.judge(file("x.jpg", caption="x" * (MAX_TEXT + 1))).kind == "unchanged"


def test_gone_is_what_the_source_had_and_has_no_more(plan):
    other = file("theirs.jpg", source="file:///other")
    made = plan([(A, (file("x.jpg"), other)), (B, (file("y.jpg"),))])
    made.judge(file("x.jpg"))
    assert list(made.gone()) == [(B, f"{SOURCE}/y.jpg")]


def test_a_gone_file_leaves_every_document_that_lists_it(plan):
    made = plan([(A, (file("x.jpg"),)), (B, (file("x.jpg", size=9),))])
    made.judge(file("y.jpg"))
    assert list(made.gone()) == [(A, f"{SOURCE}/x.jpg"), (B, f"{SOURCE}/x.jpg")]


def test_nothing_is_gone_from_a_source_that_shows_nothing_at_all(plan):
    made = plan([(A, (file("x.jpg"),))])
    assert list(made.gone()) == []
    assert made.is_source_empty


def test_nothing_is_gone_under_a_folder_that_could_not_be_listed(plan):
    made = plan([(A, (file("shut/deep/x.jpg"),)), (B, (file("shut.jpg"),)), (C, (file("z"),))])
    made.pass_over(Skipped(f"{SOURCE}/shut/", reasons.NO_PERMISSION))
    made.judge(file("z"))
    assert list(made.gone()) == [(B, f"{SOURCE}/shut.jpg")]


@pytest.mark.parametrize(
    ("reason", "is_gone"),
    [
        (reasons.NO_PERMISSION, False),
        (reasons.EXCLUDED, False),
        (reasons.VANISHED, True),
        (reasons.NOT_AN_IMAGE, True),
    ],
)
def test_a_skipped_file_is_gone_only_where_no_image_is_there(plan, reason, is_gone):
    made = plan([(A, (file("x.jpg"),))])
    made.pass_over(Skipped(f"{SOURCE}/x.jpg", reason))
    assert list(made.gone()) == ([(A, f"{SOURCE}/x.jpg")] if is_gone else [])
