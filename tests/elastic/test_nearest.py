"""Nearest neighbours on every index type: recall, exact scans, ties."""

import numpy as np
import pytest

from lookalike.search.engine import VectorField
from lookalike.search.filters import parse_filters

pytestmark = pytest.mark.elasticsearch


def test_many_at_one_distance_are_cut_by_id(engine, photos, colour, make_item, make_id):
    order = np.random.default_rng(1).permutation(200)
    engine.put(
        photos, [make_item(int(n), {colour.name: [1, 1, 0]}) for n in order], refresh="wait_for"
    )
    [found] = engine.knn(photos, colour.name, np.asarray([[1, 0, 0]], np.float32), 10)
    assert [one.id for one in found] == [make_id(n) for n in range(10)]


@pytest.fixture(scope="module")
def cloud():
    """3,000 rows of 64 in 60 clusters, 40 queries beside them; the cluster of each row."""
    rng = np.random.default_rng(11)
    centres = rng.normal(size=(60, 64))
    labels = rng.integers(0, 60, 3_000)
    rows = centres[labels] + 0.7 * rng.normal(size=(3_000, 64))
    queries = centres[rng.integers(0, 60, 40)] + 0.7 * rng.normal(size=(40, 64))
    return rows.astype(np.float32), queries.astype(np.float32), labels


@pytest.fixture
def indexed(open_engine, elasticsearch_url, cloud, make_item):
    def build(index_type):
        engine = open_engine(elasticsearch_url, elasticsearch_index_type=index_type)
        field = VectorField("v_deep_cccccccc", "deep", 64, "cosine", "c" * 64)
        engine.create("photos", [field])
        rows, _queries, labels = cloud
        items = [
            make_item(n, {field.name: row}, category=f"c{labels[n] % 10}")
            for n, row in enumerate(rows)
        ]
        engine.put("photos", items, refresh="wait_for")
        return engine

    return build


def recall(found, cloud, mask=None):
    """Mean share of the true ten nearest by cosine, computed in float64."""
    rows, queries, _labels = (np.asarray(each, np.float64) for each in cloud)
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    near = queries @ rows.T
    if mask is not None:
        near[:, ~mask] = -np.inf
    true = np.argsort(-near, axis=1)[:, :10]
    shares = [
        len({int(hit.id, 16) for hit in hits} & set(best.tolist())) / 10
        for hits, best in zip(found, true, strict=True)
    ]
    return float(np.mean(shares))


@pytest.mark.parametrize(
    ("index_type", "least"), [("int8_hnsw", 0.97), ("bbq_hnsw", 0.9), ("hnsw", 0.97), ("flat", 1.0)]
)
def test_approximate_searches_find_what_is_near_and_exact_ones_all_of_it(
    indexed, cloud, index_type, least
):
    engine = indexed(index_type)
    _rows, queries, labels = cloud
    name = "v_deep_cccccccc"
    assert recall(engine.knn("photos", name, queries, 10), cloud) >= least
    assert recall(engine.knn("photos", name, queries, 10, exact=True), cloud) == 1.0
    filters = parse_filters(["category=c3"])
    found = engine.knn("photos", name, queries, 10, filters, exact=True)
    assert recall(found, cloud, labels % 10 == 3) == 1.0


def test_a_quantised_field_finds_each_image_itself_first(indexed, cloud, make_id):
    rows, _queries, labels = cloud
    engine = indexed("int8_hnsw")
    found = engine.knn("photos", "v_deep_cccccccc", rows[:200], 5)
    assert [hits[0].id for hits in found] == [make_id(n) for n in range(200)]
    assert max(hits[0].distance for hits in found) < 1e-3
    filtered = engine.knn(
        "photos", "v_deep_cccccccc", rows[:40], 10, parse_filters(["category=c3"])
    )
    assert {labels[int(hit.id, 16)] % 10 for hits in filtered for hit in hits} == {3}
    assert {len(hits) for hits in filtered} == {10}
