import re
from datetime import UTC, datetime

import pytest

from lookalike.core.settings import load_settings
from lookalike.encoders import registry, speed
from lookalike.encoders.speed import Speed
from lookalike.search.collections import ensure
from tests.fake_encoder import FakeEncoder
from tests.webapp.forms import token_of
from webapp.app import create_app


class Lost(FakeEncoder):
    """An encoder that a collection has vectors of and that is not installed any more."""

    id = "lost-1"


@pytest.fixture
def quick(monkeypatch):
    """Measure for no longer than a batch."""
    measured = speed.measure
    monkeypatch.setattr(speed, "measure", lambda encoder: measured(encoder, seconds=0))


def measured_by(client, encoder):
    """Send the form of an encoder's row as the page gives it and return the answer."""
    row = row_of(client, encoder)
    address = re.search(r'<form action="([^"]*)"', row)[1]
    token = re.search(r'name="csrf_token" value="([^"]*)"', row)[1]
    return client.post(address, data={"csrf_token": token})


def row_of(client, encoder):
    """Return the row of an encoder as text."""
    text = client.get("/encoders").text
    return re.search(rf'<tr id="e-{encoder}">.*?</tr>', text, re.DOTALL)[0]


def test_each_encoder_says_what_it_can_do_and_who_uses_it(client):
    row = row_of(client, "fake")
    for told in ("images and words", ">16<", "angle (cosine)", "Plain colours"):
        assert told in row
    assert FakeEncoder().fingerprint[:8] in row
    assert ">images<" in row_of(client, "classic")
    assert "no collection yet" in row_of(client, "classic")


def test_one_that_is_not_installed_says_so_and_cannot_be_measured(gallery, client):
    registry.register(Lost())
    ensure(gallery.engine, "older", [Lost()], title="Older ones")
    registry.forget("lost-1")
    row = row_of(client, "lost-1")
    assert "It is not installed here" in row
    assert "Older ones" in row
    assert "<form" not in row
    answer = client.post("/encoders/lost-1/measure", data={"csrf_token": token_of(client)})
    assert answer.status_code == 404


def test_a_measurement_is_kept_and_shown(client, gallery, quick):
    assert "images/s" not in row_of(client, "fake")
    answer = measured_by(client, "fake")
    assert (answer.status_code, answer.location) == (303, "/encoders#e-fake")
    kept = speed.kept(gallery.settings.data, FakeEncoder())
    row = row_of(client, "fake")
    assert f"{round(kept.images_per_second):,} image" in row
    assert "Measure again" in row


def test_a_speed_of_another_version_is_not_shown(gallery, client):
    fake = FakeEncoder()
    other = Speed(
        images_per_second=77, measured_at=datetime.now(UTC), fingerprint="0" * 64, runtime="x"
    )
    speed.keep(gallery.settings.data, "fake", other)
    assert "77 images/s" not in row_of(client, "fake")
    speed.keep(
        gallery.settings.data,
        "fake",
        other.model_copy(update={"fingerprint": fake.fingerprint, "runtime": fake.runtime}),
    )
    assert "77 images/s" in row_of(client, "fake")


def test_measuring_without_the_token_of_its_form_is_refused(client, gallery):
    assert client.post("/encoders/fake/measure").status_code == 403
    assert speed.kept(gallery.settings.data, FakeEncoder()) is None


def test_whoever_may_not_change_anything_sees_no_button_and_is_refused(gallery):
    settings = load_settings(
        data=gallery.settings.data, host="0.0.0.0", trusted_hosts=("localhost",)
    )
    client = create_app(settings, gallery.engine).test_client()
    row = row_of(client, "fake")
    assert "<form" not in row
    assert "not measured yet" in row
    answer = client.post("/encoders/fake/measure", data={"csrf_token": token_of(client)})
    assert answer.status_code == 401
    assert speed.kept(settings.data, FakeEncoder()) is None
