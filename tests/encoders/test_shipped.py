"""Encoders that come with Lookalike: copied into the data folder at first use, and kept there."""

import pytest

from lookalike.core.errors import EncoderUnavailable
from lookalike.core.settings import settings
from lookalike.encoders import registry, shipped
from lookalike.encoders.bundle import encoder_folder, has_bundle, read_bundle
from tests.encoders.drawings import drawn
from tests.encoders.pairs import write_pair


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package that ships what is written into it; returns what writes a version."""
    root = tmp_path / "package"

    def ship(version, seed=1):
        made = write_pair(f"mini-{version}", into=tmp_path / f"made-{version}-{seed}", seed=seed)
        (root / "mini").mkdir(parents=True, exist_ok=True)
        made.folder.rename(root / "mini" / f"mini-{version}")
        shipped.shipped.cache_clear()

    monkeypatch.setattr(shipped, "ROOT", root)
    shipped.shipped.cache_clear()
    yield ship
    shipped.shipped.cache_clear()


def test_the_newest_has_the_name_and_its_own_id(package):
    for version in (1, 2, 10):
        package(version, seed=version)
    assert registry.load_encoder("mini").id == "mini-10"
    assert registry.load_encoder("mini-2").id == "mini-2"
    assert {"mini-1", "mini-2", "mini-10"} <= set(registry.encoder_ids())


def test_it_is_copied_at_its_first_use_and_not_before(package):
    package(1)
    data = settings().data
    assert registry.card_of("mini-1").id == "mini-1"
    assert not has_bundle(data, "mini-1")
    registry.load_encoder("mini-1").encode_words(["red"])
    assert read_bundle(data, "mini-1").folder == encoder_folder(data, "mini-1")


def test_the_copy_serves_on_where_the_package_has_other_weights(package, monkeypatch, tmp_path):
    package(1)
    before = registry.load_encoder("mini-1")
    row = before.encode_images([drawn(40, 60, 1)])
    monkeypatch.setattr(shipped, "ROOT", tmp_path / "an update")
    shipped.shipped.cache_clear()
    package_of_update = write_pair("mini-2", into=tmp_path / "made-2", seed=9)
    target = tmp_path / "an update" / "mini" / "mini-2"
    target.parent.mkdir(parents=True)
    package_of_update.folder.rename(target)
    shipped.shipped.cache_clear()
    registry.forget("mini-1")
    after = registry.load_encoder("mini-1")
    assert after.fingerprint == before.fingerprint
    assert after.encode_images([drawn(40, 60, 1)]).tolist() == row.tolist()
    assert registry.load_encoder("mini").id == "mini-2"


def test_one_that_is_damaged_in_the_package_is_told_and_not_copied(package, tmp_path):
    package(1)
    (shipped.shipped()["mini-1"] / "tokens.npz").write_bytes(b"")
    with pytest.raises(EncoderUnavailable, match=r"tokens\.npz is not as it was written"):
        registry.load_encoder("mini-1")
    assert not has_bundle(settings().data, "mini-1")


def test_names_with_and_without_versions():
    assert [shipped.family(x) for x in ("mini-1", "mini", "classic", "learned:mini-1", "mini-x")] == [
        "mini", "mini", "classic", "learned:mini-1", "mini-x",
    ]  # fmt: skip
    assert shipped.newest("mini", ["mini-9", "mini-10", "classic"]) == "mini-10"
    assert shipped.newest("mini", ["classic"]) == "mini"
    assert shipped.newest("classic") == "classic"
