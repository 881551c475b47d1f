"""Counts made from what is kept in memory follow every change, whoever makes it."""

import pytest

from lookalike.core.schema import COLLECTION_SCHEMA
from lookalike.search.embedded.database import Database
from lookalike.search.embedded.facets import Facets
from lookalike.search.filters import parse_filters

ALL = parse_filters(["width=.."])


@pytest.mark.parametrize("filters", [(), ALL])
def test_what_another_engine_on_the_folder_writes_is_counted(
    engine, open_engine, make_item, filters
):
    other = open_engine()
    for number in (1, 4, 7):
        other.put("photos", [make_item(number)])
        counted = engine.facets("photos", ["category"], filters)
        assert counted == {"category": [("c1", 1 + number // 3)]}
    other.delete("photos", [f"{4:064x}"])
    assert engine.facets("photos", ["category"], filters) == {"category": [("c1", 2)]}


def test_who_reads_an_older_moment_leaves_nothing_of_it_behind(engine, folder, make_item):
    database, facets = Database(folder / "collection.db", COLLECTION_SCHEMA), Facets()

    def categories(connection):
        return facets.count(connection, ["category"], (), 9)["category"]

    engine.put("photos", [make_item(1)])
    with database.reading() as older:
        assert facets.count(older, ["folder"], (), 9) == {"folder": []}
        engine.put("photos", [make_item(2)])
        with database.reading() as newer:
            assert facets.count(newer, ["folder"], (), 9) == {"folder": []}
        assert categories(older) == [("c1", 1)]
    with database.reading() as newer:
        assert categories(newer) == [("c1", 1), ("c2", 1)]
    database.close()
