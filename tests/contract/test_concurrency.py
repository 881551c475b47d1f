"""Several writers at once: no duplicates, nothing lost."""

from concurrent.futures import ThreadPoolExecutor


def test_two_writers_of_the_same_images_make_one_document_each(
    engine, photos, colour, make_item, make_file
):
    def ingest(folder):
        outcomes = []
        for start in range(0, 200, 20):
            items = [
                make_item(n, make_file(f"file:///{folder}/{n}"), colour_row=[1, n, 0])
                for n in range(start, start + 20)
            ]
            outcomes += [one.outcome for one in engine.put(photos, items)]
        return outcomes

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(ingest, ["a", "b"])
    engine.end_load(photos)
    for pair in zip(first, second, strict=True):
        assert set(pair) == {"created", "updated"}
    stats = engine.stats(photos)
    assert (stats.documents, stats.files) == (200, 400)
    assert stats.vectors[colour.name] == 200
    for _, files in engine.listing(photos):
        assert len(files) == 2


def test_readers_go_on_while_a_writer_writes(engine, photos, colour, make_item, matrix):
    def write():
        for n in range(60):
            engine.put(photos, [make_item(n, colour_row=[1, n, 0])])

    def read():
        return [len(engine.knn(photos, colour.name, matrix([1, 0, 0]), 100)[0]) for _ in range(40)]

    with ThreadPoolExecutor(4) as pool:
        writer = pool.submit(write)
        readers = [pool.submit(read) for _ in range(3)]
        writer.result()
        for reader in readers:
            assert max(reader.result()) <= 60
    engine.end_load(photos)
    assert engine.count(photos) == 60


def test_files_added_and_removed_at_once_are_all_counted(
    engine, photos, make_item, make_file, make_id
):
    engine.put(photos, [make_item(1, make_file("file:///stays"))])

    def add(n):
        engine.add_files(photos, [(make_id(1), make_file(f"file:///{n}"))])
        if n % 2:
            engine.remove_files(photos, [(make_id(1), f"file:///{n}")])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(20)))
    stored = engine.get(photos, [make_id(1)])[make_id(1)]
    expected = {"file:///stays", *(f"file:///{n}" for n in range(0, 20, 2))}
    assert {file.uri for file in stored.files} == expected
