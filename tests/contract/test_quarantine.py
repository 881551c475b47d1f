"""Quarantines shown on the engine: whatever one does with them, the collection must be there."""

import pytest

from lookalike.core.errors import NotFound

SOURCE = "file:///photos"


def test_an_empty_quarantine_can_be_shown_and_changes_nothing(engine, photos):
    engine.mirror_quarantine(photos, SOURCE, [])
    assert [one.name for one in engine.collections()] == [photos]
    assert engine.count(photos) == 0


def test_no_quarantine_is_shown_of_a_collection_that_is_not_there(engine):
    with pytest.raises(NotFound):
        engine.mirror_quarantine("photos", SOURCE, [])
