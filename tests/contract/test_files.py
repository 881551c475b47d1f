"""Files of a document, and documents, that come and go."""


def test_files_are_added_to_documents_that_are_there(
    engine, photos, make_item, make_file, make_id, outcomes
):
    first, second = make_file("file:///a.jpg"), make_file("file:///b.jpg", category="cats")
    engine.put(photos, [make_item(1, first)])
    written = engine.add_files(
        photos, [(make_id(1), second), (make_id(2), second), (make_id(1), first)]
    )
    assert outcomes(written) == ["updated", "missing", "unchanged"]
    assert [one.id for one in written] == [make_id(1), make_id(2), make_id(1)]
    assert engine.get(photos, [make_id(1), make_id(2)])[make_id(1)].files == (first, second)


def test_a_moved_file_has_its_new_place_alone(engine, photos, make_item, make_file, make_id):
    old, new = (
        make_file("file:///old.jpg", folder="old"),
        make_file("file:///new.jpg", folder="new"),
    )
    engine.put(photos, [make_item(1, old)])
    engine.add_files(photos, [(make_id(1), new)])
    engine.remove_files(photos, [(make_id(1), old.uri)], refresh="wait_for")
    assert engine.get(photos, [make_id(1)])[make_id(1)].files == (new,)
    assert engine.facets(photos, ["folder"]) == {"folder": [("new", 1)]}


def test_a_document_goes_with_its_last_file(
    engine, photos, colour, make_item, make_file, make_id, matrix, numbers, outcomes
):
    engine.put(
        photos,
        [
            make_item(1, make_file("file:///a"), make_file("file:///b"), colour_row=[1, 0, 0]),
            make_item(2, make_file("file:///c"), colour_row=[0, 1, 0]),
        ],
    )
    first = engine.remove_files(photos, [(make_id(1), "file:///a")], refresh="wait_for")
    assert outcomes(first) == ["updated"]
    assert engine.count(photos) == 2
    last = engine.remove_files(
        photos, [(make_id(1), "file:///b"), (make_id(3), "file:///c")], refresh="wait_for"
    )
    assert outcomes(last) == ["removed", "missing"]
    assert set(engine.get(photos, [make_id(1), make_id(2)])) == {make_id(2)}
    [found] = engine.knn(photos, colour.name, matrix([1, 0, 0]), 5)
    assert numbers(found) == [2]


def test_several_files_of_one_document_are_removed_in_one_call(
    engine, photos, make_item, make_file, make_id, outcomes
):
    engine.put(photos, [make_item(1, make_file("file:///a"), make_file("file:///b"))])
    written = engine.remove_files(photos, [(make_id(1), "file:///a"), (make_id(1), "file:///b")])
    assert outcomes(written)[-1] == "removed"
    assert engine.get(photos, [make_id(1)]) == {}


def test_removing_a_uri_that_is_not_there_changes_nothing(
    engine, photos, make_item, make_file, make_id, outcomes
):
    engine.put(photos, [make_item(1, make_file("file:///a"))])
    [outcome] = outcomes(engine.remove_files(photos, [(make_id(1), "file:///z")]))
    assert outcome in ("missing", "unchanged")
    assert len(engine.get(photos, [make_id(1)])[make_id(1)].files) == 1


def test_deleted_documents_are_gone(
    engine, photos, colour, make_item, make_id, outcomes, matrix, numbers
):
    engine.put(photos, [make_item(n, colour_row=[1, n, 0]) for n in (1, 2, 3)])
    written = engine.delete(photos, [make_id(2), make_id(9), make_id(1)], refresh="wait_for")
    assert outcomes(written) == ["removed", "missing", "removed"]
    assert engine.count(photos) == 1
    assert engine.get(photos, [make_id(2)]) == {}
    [found] = engine.knn(photos, colour.name, matrix([1, 2, 0]), 5)
    assert numbers(found) == [3]


def test_a_deleted_document_can_be_put_again(engine, photos, make_item, make_id, outcomes):
    engine.put(photos, [make_item(1)])
    engine.delete(photos, [make_id(1)])
    assert outcomes(engine.put(photos, [make_item(1)], refresh="wait_for")) == ["created"]
    assert engine.count(photos) == 1
