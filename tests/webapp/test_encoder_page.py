"""The page of one encoder: what it is, its card, its curves, who uses it, and what to type."""

import html
import re

import pytest

from lookalike.core.settings import load_settings, settings
from lookalike.encoders.bundle import remove_bundle, write_bundle
from lookalike.encoders.registry import forget, load_encoder
from lookalike.evaluation.judgements import Judgements
from lookalike.evaluation.report import reports_folder, write_report
from lookalike.search.collections import ensure
from tests.encoders.models import network, network_card, write_head, write_network
from tests.encoders.words import write_bovw
from tests.evaluation.sample import report_of
from tests.webapp.gallery import COLOURS, colours, picture
from webapp.app import create_app

ID = "learned:birds"
BIRDS = [f"bird {number}" for number in range(37)]
CURVES = [
    {"epoch": 1, "loss": 2.0, "validation": 0.4, "learning_rate": 0.1, "seconds": 30},
    {"epoch": 2, "loss": 1.0, "validation": 0.8, "learning_rate": 0.05, "seconds": 60},
    {"epoch": 4, "loss": 0.5, "validation": 0.6, "learning_rate": 0.01, "seconds": 100},
]


@pytest.fixture
def made():
    """A gallery in the data folder of the settings, where bundles are looked for."""
    opened = colours(settings().data)
    yield opened
    opened.close()


@pytest.fixture
def client(made):
    return create_app(made.settings, made.engine).test_client()


def learned(encoder_id=ID, training=None, **known):
    card = network_card(encoder_id, **known)
    return write_bundle(settings().data, card, {"model.onnx": network()}, training)


def page(client, encoder_id=ID):
    answer = client.get(f"/encoders/{encoder_id}")
    assert answer.status_code == 200, answer.text
    return answer.text


def told(text):
    """Return the words of a page without its tags."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", text)))


def commands(text):
    return [html.unescape(each) for each in re.findall(r'class="command"><code>(.*?)</code>', text)]


def test_the_list_leads_to_it_and_the_card_stands_on_it(client):
    learned(
        recipe={"name": "scratch", "side": 64, "plan": {"seed": 7, "augment": {"mirror": True}}}
        | {"epochs": 20, "seconds": 634},
        data={"source": "birds", "images": 8412, "validation": 841, "categories": BIRDS},
        measures={"purity@10": 0.9312},
    )
    assert f'href="/encoders/{ID}"' in client.get("/encoders").text
    words = told(page(client))
    for each in (
        "Source birds",
        "Images 8,412",
        "841 10.0 % of them",
        "Categories 37, by name bird 0",
        "bird 36",
        "Name scratch",
        "10 min 34 s 20 epochs",
        "Seed 7",
        "side 64",
        "augment.mirror true",
        "purity@10 0.931 Share of the 10 nearest",
        "model.onnx 24.3 kB",
        "8 numbers a picture",
    ):
        assert each in words
    assert load_encoder(ID).fingerprint in words


def test_where_the_data_lie_is_shown_to_this_machine_alone(made):
    learned(data={"source": "/home/anna/birds"})
    for paths in (True, False):
        current = made.settings.model_copy(update={"show_paths": paths})
        text = page(create_app(current, made.engine).test_client())
        assert ("/home/anna" in text) == paths
        assert "birds</bdi>" in text


def test_its_curves_are_drawn_and_stand_as_figures(client):
    learned(training={"curves": CURVES}, measures={"purity@10": 0.8})
    text = page(client)
    loss, validation = re.findall(r'<path class="r-curve" d="([^"]*)"', text)
    assert loss == "M80.0 0.0 160.0 100.0 320.0 150.0"  # 4 epochs across, a loss of 2 at the top
    assert validation == "M80.0 120.0 160.0 40.0 320.0 80.0"
    assert re.findall(r'<circle class="r-dot" ([^/]*)/>', text) == [
        'cx="320.0" cy="150.0" r="4.5"',
        'cx="160.0" cy="40.0" r="4.5"',
    ]
    words = told(text)
    assert "0.500 after 4 epochs." in words
    assert "0.800 at best, after epoch 2." in words
    assert "2 1.000 0.800 0.05 1 min 0 s" in words
    assert not re.search(r" style=|<style", text)


def test_a_figure_after_rows_were_pulled_says_so_and_that_the_curve_is_without(client):
    recipe = {"name": "head", "pull": 0.25, "unpulled": 0.8161}
    learned(training={"curves": CURVES}, measures={"purity@10": 0.895}, recipe=recipe)
    words = told(page(client))
    assert "0.895 Share of the 10 nearest" in words
    assert "pulled towards their categories (0.25), as strongly as did best on these same" in words
    assert "Before that it was 0.816." in words
    assert "after epoch 2. Rows are pulled towards their categories only after the last" in words
    assert "on these same images" in client.get("/encoders").text


def test_what_was_not_pulled_says_nothing_of_it(client):
    learned(training={"curves": CURVES}, measures={"purity@10": 0.8}, recipe={"pull": 0.0})
    assert "pulled" not in told(page(client)).replace("pull 0", "")


def test_one_epoch_is_a_dot(client):
    learned(training={"curves": CURVES[:1]})
    assert 'cx="320.0" cy="0.0"' in page(client)


def test_a_loss_below_nothing_and_no_validation_are_drawn_as_well(client):
    curves = [{"epoch": 1, "loss": 1.0}, {"epoch": 2, "loss": -1.0}]
    learned(training={"curves": curves})
    text = page(client)
    assert re.findall(r'<path class="r-curve" d="([^"]*)"', text) == ["M160.0 0.0 320.0 200.0"]
    assert ">−1</text>" in text


def test_of_very_many_epochs_some_are_shown_the_best_among_them(client):
    curves = [
        {"epoch": number, "loss": 1 / number, "validation": 0.9 if number == 777 else 0.5}
        for number in range(1, 10_001)
    ]
    learned(training={"curves": curves})
    text = page(client)
    assert "41 of 10,000 epochs" in text
    assert "after epoch 777" in text
    assert len(text) < 60_000


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"{", "EOF while parsing"),
        (b'{"curves": [{"epoch": 1, "loss": "much"}]}', "curves.0.loss: Input should be a valid"),
        (b'{"curves": [{"epoch": 1, "loss": NaN}]}', "curves.0.loss: Input should be a finite"),
        (b'{"curves": [{"epoch": 1, "loss": 1, "validation": 7}]}', "curves.0.validation"),
        (b'{"curves": [{"epoch": 2, "loss": 1}, {"epoch": 2, "loss": 1}]}', "follow each other"),
        (b'{"curves": [' + b" " * 2**24 + b"]}", "more than 16777216 bytes"),
        (b"[" * 100_000, "recursion limit"),
        (b"\xff\xfe", "Invalid JSON"),
    ],
)
def test_damaged_curves_are_a_sentence_and_the_rest_stands(client, raw, reason):
    (learned().folder / "training.json").write_bytes(raw)
    words = told(page(client))
    assert "training.json cannot be read: " in words
    assert reason in words
    assert "The encoder itself works without it." in words
    assert f"lookalike ingest ~/Pictures -c birds -e {ID}" in words


def test_one_without_a_card_says_what_it_is(client):
    words = told(page(client, "classic"))
    assert "It came with what is installed here" in words
    assert "999 numbers a picture" in words
    assert "Hyper-parameters" not in words
    assert "lookalike encoders export" not in words


def test_visual_words_have_no_curves_and_nothing_is_amiss(client):
    write_bovw("bovw:small")
    words = told(page(client, "bovw:small"))
    assert "Its visual words were grouped in one go" in words
    assert "cannot be read" not in words


def test_it_says_where_it_is_used_how_far_and_how_it_was_measured(made, client):
    learned()
    mine = load_encoder(ID)
    ensure(made.engine, "garden", [made.encoders[0], mine], title="My <garden>")
    made.put("one", picture(COLOURS["blue"]), "garden")
    made.encoders.append(mine)
    made.put("two", picture(COLOURS["red"]), "garden")
    made.encoders.remove(mine)
    uid = made.engine.collection("garden").uid
    report = report_of(
        id="20261121-130500-birds",
        title="Found well",
        collection="garden",
        encoder={"id": ID, "fingerprint": mine.fingerprint, "dims": 8, "metric": "cosine"},
    )
    folder = reports_folder(made.settings.data, uid) / report.id
    folder.mkdir(parents=True)
    write_report(folder, report, {}, {}, run={}, judgements=Judgements({}, {}), page="")
    text = page(client)
    assert re.search(r'href="/c/garden/"[^>]*><bdi>My &lt;garden&gt;', text)
    assert 'href="/c/garden/reports/20261121-130500-birds"' in text
    words = told(text)
    assert "50 % searched with, where it is chosen" in words
    assert "AP@100 0.500" in words
    assert "only say how well it remembers them; --queries FOLDER asks with others" in words
    assert commands(text) == [
        f"lookalike ingest ~/Pictures -c birds -e {ID}",
        f"lookalike collections add-encoder gallery {ID}",
        f"lookalike evaluate -c garden -e {ID}",
        f"lookalike encoders export {ID} birds.lookalike-encoder",
    ]


def test_vectors_of_another_version_are_named(made, client):
    learned()
    ensure(made.engine, "older", [load_encoder(ID)])
    remove_bundle(settings().data, ID)
    write_network(ID, seed=2)
    assert "made by another version of it" in told(page(client))


def test_where_it_cannot_be_used_it_says_what_to_do(made, client):
    bundle = learned(training={"curves": CURVES}, measures={"purity@10": 0.8})
    ensure(made.engine, "garden", [made.encoders[0], load_encoder(ID)], title="Garden")
    forget(ID)
    (bundle.folder / "model.onnx").write_bytes(b"")
    text = page(client)
    assert "model.onnx is not as it was written" in told(text)
    assert text.count('class="r-curve"') == 2
    assert 'action="/encoders' not in text
    assert "kept until it is back" in told(text)
    wanted = [
        "lookalike encoders import birds.lookalike-encoder",
        f"lookalike collections drop-encoder garden {ID}",
    ]
    assert commands(text) == wanted
    remove_bundle(settings().data, ID)
    text = page(client)
    assert "It is not installed here" in told(text)
    assert commands(text) == wanted


def test_a_head_leads_to_what_it_stands_on_where_that_is_here(client):
    learned("learned:below")
    write_head("learned:head", base="learned:below")
    assert 'href="/encoders/learned:below"' in page(client, "learned:head")
    remove_bundle(settings().data, "learned:below")
    assert 'href="/encoders/learned:below"' not in page(client, "learned:head")


def test_what_a_stranger_wrote_on_a_card_is_text_and_bounded(client):
    deep = value = {}
    for _level in range(90):
        value["x"] = value = {}
    learned(
        recipe={"name": "<b>n</b>", "seconds": float("1e300"), "deep": deep, "list": [[1, None]]}
        | {f"parameter {number}": "y" * 999 for number in range(900)},
        data={"images": "many", "categories": ["<i>c</i>", 7, None], "validation": -1},
        measures={"<u>m</u>": 1e200},
    )
    text = page(client)
    assert not re.search("<b>n|<i>c|<u>m", text)
    assert "1e+200" in text
    assert "y" * 200 not in text
    assert len(text) < 80_000


@pytest.mark.parametrize("name", ["none", "learned:none", "..", "x" * 300])
def test_what_is_no_encoder_is_not_there(client, name):
    assert client.get(f"/encoders/{name}").status_code == 404


def test_measuring_from_its_page_leads_back_to_it(made, client, monkeypatch):
    from lookalike.encoders import speed

    measured = speed.measure
    monkeypatch.setattr(speed, "measure", lambda encoder: measured(encoder, seconds=0))
    text = page(client, "fake")
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))
    answer = client.post("/encoders/fake/measure", data=fields)
    assert (answer.status_code, answer.location) == (303, "/encoders/fake")
    assert "Measure again" in page(client, "fake")
    abroad = load_settings(data=made.settings.data, host="0.0.0.0", trusted_hosts=("localhost",))
    text = page(create_app(abroad, made.engine).test_client(), "fake")
    assert 'action="/encoders' not in text
