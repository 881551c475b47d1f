"""`lookalike evaluate --protocol` on small data sets in the official layouts, on both engines."""

import json

import pytest

from lookalike.core.document import FileEntry
from lookalike.encoders import registry
from lookalike.evaluation.protocols.protocol import classes_of
from tests.evaluation.archives import (
    caltech,
    cifar_folder,
    cifar_tar,
    encoded,
    flickr8k,
    swatch,
    tiny_imagenet,
)
from tests.fake_encoder import FakeEncoder

UNSEEN = classes_of("unseen.txt")
ENGINES = ["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)]


class Namer(FakeEncoder):
    """Knows the colours by their names also behind “a photo of a”."""

    id = "namer"

    def encode_words(self, words):
        return super().encode_words([each.lower().removeprefix("a photo of a ") for each in words])


class Mute(FakeEncoder):
    id = "mute"
    reads_words = False


@pytest.fixture(autouse=True)
def encoders():
    made = [Namer(), Mute()]
    for each in made:
        registry.register(each)
    yield
    for each in made:
        registry.forget(each.id)


@pytest.fixture
def evaluate(lookalike):
    """Evaluate a protocol; return exit status, its reports (or stdout), and stderr."""

    def call(name, place, *arguments, encoders=("namer",)):
        chosen = [each for encoder in encoders for each in ("-e", encoder)]
        status, out, err = lookalike(
            "evaluate", "--protocol", name, "--from", place, *chosen, *arguments, "--json"
        )
        return status, out["reports"] if isinstance(out, dict) else out, err

    return call


def means(report):
    return {name: figure["mean"] for name, figure in report["measures"].items()}


def whole(report):
    with open(report["report"] + "/report.json", encoding="utf-8") as file:  # noqa: PTH123
        return json.load(file)


@pytest.mark.parametrize("engine", ENGINES)
def test_cifar_10_as_it_is_published_is_indexed_once_and_asked(
    evaluate,
    on_engine,
    tmp_path,
    engine,
):
    on_engine(engine)
    status, [report, by_name], err = evaluate("cifar-10", cifar_tar(tmp_path / "tar"))
    assert status == 0
    assert "50 added" in err
    assert "CIFAR-10 has 50,000 images; here are 50" in err
    # Each of the ten queries has its five of a colour first: 5 of 10, and all of the relevant.
    assert means(report) == {"AP@100": 1.0, "P@10": 0.5}
    assert (whole(by_name)["kind"], by_name["documents"]) == ("zero-shot", 10)
    assert (report["queries"], report["documents"], report["engine"]) == (10, 50, engine)
    assert (whole(report)["protocol"], whole(report)["depth"]) == ("cifar-10", 100)
    status, [again, _by_name], err = evaluate("cifar-10", tmp_path / "tar")
    assert "0 added, 0 updated, 50 unchanged" in err
    assert means(again) == means(report)


def test_batches_that_moved_are_the_same_documents(evaluate, tmp_path):
    evaluate("cifar-10", cifar_tar(tmp_path / "tar"))
    status, [report, _by_name], _err = evaluate("cifar-10", cifar_folder(tmp_path / "folder"))
    assert (status, report["documents"]) == (0, 50)
    assert means(report) == {"AP@100": 1.0, "P@10": 0.5}


def test_an_encoder_that_comes_later_is_filled_into_the_collection(evaluate, tmp_path):
    cifar_tar(tmp_path)
    evaluate("cifar-10", tmp_path, encoders=["mute"])
    status, reports, err = evaluate("cifar-10", tmp_path, encoders=["mute", "namer"])
    assert status == 0
    assert "50 vectors of namer written" in err
    assert [each["encoder"] for each in reports] == ["mute", "namer", "namer"]
    assert means(reports[0]) == means(reports[1])


def test_other_categories_in_the_collection_change_no_figure(
    evaluate,
    on_engine,
    tmp_path,
):
    cifar_tar(tmp_path)
    engine = on_engine("embedded")
    _status, [before, _named], _err = evaluate("cifar-10", tmp_path)
    other = [
        (each, FileEntry(uri=f"file:///other/{each}", size=1, category="frog", caption="a frog"))
        for each, _files in engine.listing("cifar-10")
    ]
    engine.add_files("cifar-10", other, refresh="wait_for")
    _status, [after, _named], _err = evaluate("cifar-10", tmp_path)
    assert means(after) == means(before)
    assert whole(after)["confusion"] == whole(before)["confusion"]


def test_tiny_imagenet_is_asked_by_images_and_by_the_names_of_its_classes(evaluate, tmp_path):
    tiny_imagenet(tmp_path)
    status, reports, err = evaluate("tiny-imagenet", tmp_path, encoders=["mute", "namer"])
    assert status == 0
    assert "mute reads no words: it is not asked by the names of the classes." in err
    assert [(each["encoder"], whole(each)["kind"]) for each in reports] == [
        ("mute", "image"),
        ("namer", "image"),
        ("namer", "zero-shot"),
    ]
    # Nine images are indexed, three of each colour.
    assert means(reports[1]) == {"AP@100": 1.0, "P@10": pytest.approx(0.3)}
    # Three names are candidates; each of the six images is nearest to that of its own colour.
    assert means(reports[2]) == {"P@1": 1.0}
    assert (reports[2]["queries"], reports[2]["documents"]) == (6, 3)
    named = whole(reports[2])
    assert [each["name"] for each in named["categories"]] == ["blue", "green", "red"]
    assert named["confusion"]["shares"] == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]


def test_what_one_encoder_answers_in_two_ways_is_not_compared(evaluate, tmp_path):
    tiny_imagenet(tmp_path)
    status, reports, _err = evaluate("tiny-imagenet", tmp_path)
    assert (status, len(reports)) == (0, 2)


def test_flickr8k_is_asked_by_captions(evaluate, tmp_path):
    flickr8k(tmp_path)
    status, [report], _err = evaluate("flickr8k-dev", tmp_path)
    assert (status, report["queries"], report["documents"]) == (0, 4, 2)
    assert means(report) == {"R@1": 1.0, "R@5": 1.0, "R@10": 1.0}


def test_words_are_not_asked_of_an_encoder_that_reads_none(evaluate, tmp_path):
    status, _out, err = evaluate("flickr8k-dev", flickr8k(tmp_path), encoders=["mute"])
    assert status == 1
    assert "mute cannot be used: it does not read words, and this asks by words alone." in err
    assert "added" not in err


def test_caltech_unseen_leaves_out_the_image_that_asks(evaluate, tmp_path):
    caltech(tmp_path, UNSEEN)
    status, [report], _err = evaluate("caltech-unseen", tmp_path)
    assert (status, report["queries"], report["own"]) == (0, 60, 60)
    # Beside itself there is one image of its class, which is of its colours: 1 of 5.
    assert means(report) == {"P@5": pytest.approx(0.2)}


def test_near_duplicates_are_told_by_transformation_and_by_a_distance(evaluate, tmp_path):
    caltech(tmp_path, UNSEEN, each=1)
    status, [report], _err = evaluate("near-duplicates", tmp_path)
    found = whole(report)
    assert (status, found["kind"], report["queries"]) == (0, "near-duplicates", 360)
    assert len(found["categories"]) == 12
    assert {each["queries"] for each in found["categories"]} == {30}
    by_name = {each["name"]: each["measures"]["R@1"] for each in found["categories"]}
    assert by_name["JPEG quality 30"] == 1.0
    assert by_name["mirror"] < 0.5
    assert [(each["name"], each["queries"]) for each in found["thresholds"]] == [
        ("without mirror and quarter turn", 300),
        ("all transformations", 360),
    ]
    assert found["confusion"] is None


def test_a_collection_of_that_name_which_is_somebody_elses_is_left_alone(
    evaluate, lookalike, pictures, tmp_path
):
    lookalike("ingest", pictures, "-c", "cifar-10", "-e", "namer")
    status, _out, err = evaluate("cifar-10", cifar_tar(tmp_path))
    assert status == 1
    assert "the collection “cifar-10” was not made by this protocol" in err


def test_images_that_are_not_of_the_data_are_not_searched_unseen(
    evaluate, lookalike, pictures, tmp_path
):
    cifar_tar(tmp_path)
    evaluate("cifar-10", tmp_path)
    lookalike("ingest", pictures, "-c", "cifar-10")
    status, _out, err = evaluate("cifar-10", tmp_path)
    assert status == 1
    assert "“cifar-10” holds 3 images that are not of these data" in err


def test_an_image_that_cannot_be_read_is_told_and_the_rest_is_asked(evaluate, tmp_path):
    for part, colour in (("train", "red"), ("train", "blue"), ("test", "red")):
        path = tmp_path / "cifar10" / part / colour / "1.png"
        path.parent.mkdir(parents=True)
        path.write_bytes(encoded(swatch(colour, len(part))))
    (tmp_path / "cifar10" / "test" / "red" / "2.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    status, [report, _by_name], _err = evaluate("cifar-10", tmp_path)
    assert status == 3
    assert [each["name"] for each in report["refused"]] == ["red/2.png"]
    assert means(report) == {"AP@100": 1.0, "P@10": pytest.approx(0.1)}


def test_the_setting_names_the_place(lookalike, tmp_path, monkeypatch):
    cifar_tar(tmp_path)
    monkeypatch.setenv("LOOKALIKE_DATASETS", str(tmp_path))
    status, out, _err = lookalike("evaluate", "--protocol", "cifar-10", "-e", "namer", "--json")
    assert (status, out["reports"][0]["documents"]) == (0, 50)


def test_no_place_at_all_is_a_sentence(lookalike):
    status, _out, err = lookalike("evaluate", "--protocol", "cifar-10")
    assert status == 2
    assert "cifar10.zip, cifar10, cifar-10-python.tar.gz, cifar-10-batches-py" in err
    assert "LOOKALIKE_DATASETS" in err


def test_the_protocols_are_listed_with_what_they_look_for(lookalike):
    status, out, _err = lookalike("evaluate", "--protocol", "list")
    assert status == 0
    assert "cifar-10\n    CIFAR-10: AP@100, P@10, P@1; looks for cifar10.zip, cifar10, " in out
    assert [line for line in out.splitlines() if not line.startswith(" ")] == [
        "caltech-unseen",
        "cifar-10",
        "flickr8k-dev",
        "near-duplicates",
        "tiny-imagenet",
    ]
    _status, listed, _err = lookalike("evaluate", "--protocol", "list", "--json")
    assert len(listed["protocols"]) == 5
