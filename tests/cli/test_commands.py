"""Every command explains itself and refuses in words; those that neither ingest nor search."""

import io
import subprocess
import sys
from shutil import rmtree

import numpy as np
import pytest

from lookalike.cli.main import COMMANDS
from lookalike.core.settings import Settings, settings
from lookalike.core.vectors import unit_rows
from lookalike.search.media import reports_folder


def test_help_lists_every_command_and_starts_without_the_heavy_packages():
    code = (
        "import sys; from lookalike.cli.main import run; status = run(['--version']);"
        "print([m for m in ('numpy', 'cv2', 'PIL', 'flask', 'elasticsearch') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself_with_an_example(lookalike, command):
    status, out, _err = lookalike(command, "--help")
    assert status == 0
    assert "Example:" in out


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["nonsense"], 2, "No such command"),
        (["search", "x"], 2, "there is no collection yet"),
        (["search", "x", "-c", "../etc"], 2, "cannot be a name"),
        (["search", "x", "-c", "gone"], 1, "gone"),
        (["search", "--where", "category=warm"], 2, "nothing to search for"),
        (["search", "x", "--sort", "colour"], 2, "largest"),
        (["search", "x", "--where", "colur=red"], 2, "colur"),
        (["search", "--image", "/nowhere.jpg", "-c", "gone"], 1, "/nowhere.jpg"),
        (["ingest", "/nowhere-at-all"], 1, "/nowhere-at-all"),
        (["encode", "-o", "x.npy"], 2, "give files"),
        (["encoders", "show", "nope"], 2, "nope"),
        (["collections", "drop", "gone", "--yes"], 1, "gone"),
        (["encode", __file__, "-o", "/nowhere/x.npy"], 1, "/nowhere/x.npy"),
    ],
)
def test_what_goes_wrong_is_a_sentence_and_a_status(lookalike, arguments, status, said):
    got, _out, err = lookalike(*arguments)
    assert got == status
    assert said in err
    assert "Traceback" not in err


def test_encode_writes_one_row_per_file_and_nan_where_one_fails(lookalike, pictures, tmp_path):
    bad = pictures / "bad.png"
    bad.write_bytes(b"no")
    out = tmp_path / "rows.npy"
    paths = [pictures / "warm/red.png", bad, pictures / "warm/red.png"]
    status, _out, err = lookalike("encode", *paths, "-o", out)
    rows = np.load(out)
    assert status == 3
    assert "bad.png" in err
    assert rows.dtype == np.float32
    assert np.isnan(rows[1]).all()
    assert np.array_equal(rows[0], rows[2])
    lookalike("ingest", pictures, "-c", "p")
    status, answer, _err = lookalike("search", "--image", paths[0], "-c", "p", "--json")
    assert answer["hits"][0]["distance"] == 0
    assert np.allclose(np.linalg.norm(unit_rows(rows[:1])), 1)


def test_encode_reads_a_list_of_files_and_refuses_words_where_none_are_read(
    lookalike, pictures, tmp_path
):
    listed = tmp_path / "list.txt"
    listed.write_text(f"{pictures}/warm/red.png\n\n{pictures}/cold/blue.webp\n")
    out = tmp_path / "rows.npy"
    assert lookalike("encode", "--files", listed, "-e", "classic", "-o", out)[0] == 0
    assert len(np.load(out)) == 2
    status, _out, err = lookalike("encode", "--words", listed, "-e", "classic", "-o", out)
    assert status == 1
    assert "does not read words" in err


def test_drop_deletes_the_collection_and_leaves_the_images(lookalike, pictures, tmp_path):
    lookalike("ingest", pictures, "-c", "p")
    assert lookalike("collections", "drop", "p", "--yes")[0] == 0
    assert lookalike("collections", "list", "--json")[1] == {"collections": []}
    assert (pictures / "warm/red.png").exists()


def test_set_default_wants_an_encoder_of_the_collection(lookalike, pictures):
    lookalike("ingest", pictures, "-c", "p", "-e", "classic")
    assert lookalike("collections", "set-default", "p", "classic")[0] == 0
    assert lookalike("collections", "set-default", "p", "nope")[0] == 2


def test_settings_lists_each_setting_with_its_value_here(lookalike, monkeypatch):
    monkeypatch.setenv("LOOKALIKE_PORT", "8123")
    status, listed, _err = lookalike("settings", "--json")
    rows = {row["name"]: row for row in listed["settings"]}
    assert status == 0
    assert len(rows) == len(Settings.model_fields)
    assert rows["LOOKALIKE_PORT"]["value"] == "8123"
    assert rows["LOOKALIKE_PORT"]["default"] == "5000"


def test_settings_show_no_password(lookalike, monkeypatch):
    monkeypatch.setenv("LOOKALIKE_ELASTICSEARCH_URL", "http://ann:s3cret@search:9200")
    monkeypatch.setenv("LOOKALIKE_ELASTICSEARCH_API_KEY", "s3cret")
    status, told, _err = lookalike("settings")
    assert status == 0
    assert "http://search:9200" in told
    assert "s3cret" not in told


def test_doctor_is_content_with_a_fresh_machine_and_names_an_engine_that_is_away(
    lookalike, monkeypatch
):
    status, found, _err = lookalike("doctor", "--json")
    assert status == 0
    assert {"python", "packages", "data", "disk", "engine"} <= {c["what"] for c in found["checks"]}
    monkeypatch.setenv("LOOKALIKE_ENGINE", "elasticsearch")
    monkeypatch.setenv("LOOKALIKE_ELASTICSEARCH_URL", "http://127.0.0.1:9")
    status, out, _err = lookalike("doctor")
    assert status == 1
    assert "FAIL engine" in out
    assert "LOOKALIKE_ENGINE=embedded" in out


def test_the_reports_of_a_collection_are_counted_and_go_with_it(lookalike, pictures, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    lookalike("ingest", pictures, "-c", "p")
    folder = reports_folder(
        settings().data, lookalike("collections", "show", "p", "--json")[1]["uid"]
    )
    for name in ("20260101-101010-classic", "20260102-101010-classic", ".writing-x"):
        (folder / name).mkdir(parents=True)
        (folder / name / "report.json").write_text("{}")
    status, _out, err = lookalike("collections", "drop", "p")  # nobody there to confirm
    assert (status, folder.exists()) == (1, True)
    assert f"Its 2 reports go with it. To keep reports, copy them first from {folder}." in err
    assert err.endswith("Nothing was changed: the question was not answered with yes.\n")
    rmtree(folder / "20260102-101010-classic")
    status, _out, err = lookalike("collections", "drop", "p", "--yes")
    assert (status, folder.exists()) == (0, False)
    assert err.startswith("Its 1 report goes with it.\n")


def test_a_damaged_collection_is_named_by_doctor_and_can_be_dropped(lookalike, pictures):
    lookalike("ingest", pictures, "-c", "broken")
    lookalike("ingest", pictures, "-c", "sound")
    _status, about, _err = lookalike("collections", "show", "broken", "--json")
    folder = settings().data / "collections" / about["uid"]
    (folder / "collection.db").write_bytes(b"x" * 8192)
    status, _out, err = lookalike("search", "red", "-c", "broken")
    assert status == 1
    assert "drop the collection and ingest it again" in err
    status, out, _err = lookalike("doctor")
    assert status == 1
    assert "cannot be read: broken" in out
    status, _out, _err = lookalike("collections", "drop", "broken", "--yes")
    assert status == 0
    assert not folder.exists()
    assert lookalike("doctor")[0] == 0
    assert lookalike("search", "red", "--json")[1]["collection"] == "sound"
