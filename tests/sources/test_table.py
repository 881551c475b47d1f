"""CSVs as people and their enemies write them: each is read, or refused with file, line and reason."""

import os

import pytest

from lookalike.core.errors import SourceRefused
from lookalike.sources import table
from lookalike.sources.table import Table


def rows(path, *needed):
    return [
        (row.line, row.image, row.category, row.caption, row.split)
        for row in Table(os.fsencode(path), needed)
    ]


def written(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "list.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_columns_are_found_by_name_however_they_are_parted(tmp_path, encoding, delimiter, end):
    lines = ["Split,IMAGE,category,weight,Caption", "Train,a.jpg,Käfer,3,a  beetle", ",b.jpg,,,"]
    text = end.join(lines).replace(",", delimiter)
    assert rows(written(tmp_path, text, encoding)) == [
        (2, "a.jpg", "Käfer", "a beetle", "train"),
        (3, "b.jpg", None, None, None),
    ]


def test_cells_in_quotes_hold_commas_lines_and_quotes_and_blank_lines_are_passed_over(tmp_path):
    text = 'image,caption\n\n"a, b.jpg","say ""hi""\nand go"\n,\nc.jpg,5" nail\nd.jpg\n'
    assert rows(written(tmp_path, text)) == [
        (3, "a, b.jpg", None, 'say "hi" and go', None),
        (6, "c.jpg", None, '5" nail', None),
        (7, "d.jpg", None, None, None),
    ]


def test_a_column_of_images_alone_is_a_table(tmp_path):
    assert [row[1] for row in rows(written(tmp_path, "image\na.jpg\nb.jpg"))] == ["a.jpg", "b.jpg"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "it is empty; its first row has to name the columns, one of them “image”"),
        ("\n\nimage\na.jpg", "it is empty"),
        ("image,category\n\n", "below its header there is no row"),
        ("file,label\na.jpg,cat", "it has no column “image”; it has: file, label"),
        ("image,Image\na,b", "it has the column “image” twice"),
        ("image,caption\na.jpg,cats, dogs", "line 2: 3 cells under 2 columns; put text that holds"),
        ("image,category\na.jpg,cat\n,dog", "line 3: no image is named"),
        ('image,caption\na.jpg,x\nb.jpg,"never\nends\n', "line 3: a quotation mark"),
        ('image\n"a"b.jpg\n', "line 2: a quotation mark that is not closed, or stands"),
        ("image\na.jpg\nb\0.jpg\n", "line 3: a NUL byte, which no text has"),
        ("image\n" + "x" * 40_001, "line 2: a cell of more than 40000 characters"),
        ("image,caption\na," + "x," * 70_000, "line 2: a row of more than 130000 characters"),
        ('image,caption\na,"' + "x\n" * 70_000, "line 2: a row of more than 130000 characters"),
        ("x" * 140_000, "a row of more than 130000 characters"),
        (b"image\nK\xe4fer.jpg\n", "it is not text in UTF-8; save it again as “CSV UTF-8”"),
        ("image\na.jpg\n".encode("utf-16"), "it is not text in UTF-8"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "it is not text in UTF-8"),
    ],
)  # fmt: skip
def test_what_is_no_such_table_is_refused_with_its_reason(tmp_path, text, sentence):
    path = written(tmp_path, text)
    with pytest.raises(SourceRefused) as refused:
        rows(path)
    assert str(refused.value).startswith(f"{path} cannot be read: {sentence}")


def test_a_needed_column_that_is_missing_is_refused_before_a_row_is_asked_for(tmp_path):
    path = written(tmp_path, "image;category;split\na.jpg;cat;train\n")
    with pytest.raises(SourceRefused, match="no column “caption”; it has: image, category, split"):
        Table(os.fsencode(path), ["caption"])


def test_a_header_of_others_is_shown_bounded_and_without_control_characters(tmp_path):
    path = written(tmp_path, ",".join(["\x1b[31m" + "x" * 500] * 40) + "\na")
    with pytest.raises(SourceRefused) as refused:
        rows(path)
    assert "\x1b" not in str(refused.value)
    assert len(str(refused.value)) < 20 * 62 + 200


def test_a_table_over_the_bounds_is_refused(tmp_path, monkeypatch):
    path = written(tmp_path, "image\n" + "a.jpg\n" * 11)
    monkeypatch.setattr(table, "MAX_ROWS", 10)
    with pytest.raises(SourceRefused, match="it has more than 10 rows; split it"):
        rows(path)
    with path.open("wb") as file:
        file.truncate(table.MAX_BYTES + 1)
    with pytest.raises(SourceRefused, match="it is larger than 512 MB"):
        rows(path)


def test_a_pipe_does_not_block_and_a_table_that_went_is_told(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(SourceRefused, match="not a regular file"):
        rows(tmp_path / "pipe.csv")
    with pytest.raises(SourceRefused, match="gone, or a link to nothing"):
        rows(tmp_path / "gone.csv")
