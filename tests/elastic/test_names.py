"""Names of aliases and indices."""

import pytest

from lookalike.core.errors import BadRequest, NotFound
from lookalike.search.elastic import names


def test_a_collection_is_an_alias_and_its_index_a_number_more():
    assert names.alias_of("look-alike", "photos-2") == "look-alike_photos-2"
    assert names.index_of("look-alike", "photos-2", 3) == "look-alike_photos-2_000003"
    assert names.number_of("look-alike_photos-2_000003") == 3
    assert names.number_of("look-alike_photos-2") is None


def test_a_staged_rebuild_has_an_alias_of_its_own():
    staged = names.staged_name("photos", 2)
    assert staged == "photos~000002"
    assert names.is_staged(staged)
    assert not names.is_staged("photos")
    assert names.base_name(staged) == "photos"
    assert names.alias_of("lookalike", staged) == "lookalike_photos~000002"


@pytest.mark.parametrize("name", ["*", "pho*", "", "a,b", "Photos", "-a", "a_b", "a~1", "../a"])
def test_no_wildcard_or_path_reaches_the_cluster(name):
    with pytest.raises(NotFound):
        names.alias_of("lookalike", name)
    with pytest.raises(BadRequest):
        names.check_new_name(name)


def test_an_address_tells_its_collection():
    assert names.collection_in("look-alike_photos_000001") == "photos"
    assert names.collection_in("look-alike_photos~000002") == "photos~000002"
