import os

import pytest

from lookalike.core.errors import ImageRefused, ImageTooLarge
from lookalike.core.files import path_to_uri
from lookalike.sources.opening import open_regular, read_unchanged
from tests.sources.trees import LIMIT, candidates, folder, write


def one(tmp_path, data=b"bytes"):
    """Return a file, a source with it alone, and what the source found."""
    file = write(tmp_path / "in" / "a.png", data)
    source = folder(tmp_path / "in")
    return file, source, candidates(source)[0]


def test_a_file_of_exactly_the_limit_is_read_and_one_byte_more_is_refused(tmp_path):
    _, source, found = one(tmp_path)

    assert source.read(found, 5) == b"bytes"
    with pytest.raises(ImageTooLarge) as refused:
        source.read(found, 4)
    assert str(refused.value) == (
        "a.png is too large: 5 bytes, the limit is 4 bytes (LOOKALIKE_MAX_FILE_BYTES)."
    )


def test_an_empty_file_reads_as_no_bytes(tmp_path):
    _, source, found = one(tmp_path, b"")

    assert source.read(found, LIMIT) == b""


def test_a_sparse_file_over_the_limit_costs_no_reading(tmp_path):
    file, source, found = one(tmp_path)
    os.truncate(file, 2**40)

    with pytest.raises(ImageTooLarge, match="1099511627776 bytes"):
        source.read(found, LIMIT)


def test_a_file_replaced_since_it_was_listed_is_read_as_it_is_now(tmp_path):
    file, source, found = one(tmp_path)
    file.write_bytes(b"another, longer one")

    assert source.read(found, LIMIT) == b"another, longer one"


def test_a_pipe_that_took_the_place_of_a_file_is_refused_and_blocks_nobody(tmp_path):
    file, source, found = one(tmp_path)
    file.unlink()
    os.mkfifo(file)

    with pytest.raises(ImageRefused, match="not a regular file"):
        source.read(found, LIMIT)


def test_a_folder_that_took_the_place_of_a_file_is_refused(tmp_path):
    file, source, found = one(tmp_path)
    file.unlink()
    file.mkdir()

    with pytest.raises(ImageRefused, match="not a regular file"):
        source.read(found, LIMIT)


def test_a_link_out_of_the_source_that_took_the_place_of_a_file_is_not_followed(tmp_path):
    file, source, found = one(tmp_path)
    file.unlink()
    file.symlink_to(write(tmp_path / "secret.png"))

    with pytest.raises(ImageRefused, match="link out of the source"):
        source.read(found, LIMIT)


def test_a_folder_that_became_a_link_out_of_the_source_is_not_followed(tmp_path):
    write(tmp_path / "in" / "sub" / "a.png")
    source = folder(tmp_path / "in")
    [found] = candidates(source)
    (tmp_path / "in" / "sub").rename(tmp_path / "outside")
    (tmp_path / "in" / "sub").symlink_to(tmp_path / "outside")

    with pytest.raises(ImageRefused, match="link out of the source"):
        source.read(found, LIMIT)


def test_a_file_of_another_source_is_not_read(tmp_path):
    _, source, found = one(tmp_path)
    other = write(tmp_path / "other.png")
    entry = found.entry.model_copy(update={"uri": path_to_uri(os.fsencode(other))})

    with pytest.raises(ImageRefused, match="link out of the source"):
        source.read(type(found)(entry), LIMIT)


def test_a_file_whose_rights_were_taken_is_refused(without_root):
    file, source, found = one(without_root)
    file.chmod(0o000)

    with pytest.raises(ImageRefused, match="no permission to read it"):
        source.read(found, LIMIT)


def test_a_link_is_never_opened_as_the_file_it_leads_to(tmp_path):
    link = tmp_path / "link.png"
    link.symlink_to(write(tmp_path / "a.png"))

    with pytest.raises(Exception, match="link loop"), open_regular(os.fsencode(link)):
        pass


@pytest.mark.parametrize("now", [b"longer than before", b"less", b"", b"other"])
def test_a_file_that_changes_while_it_is_open_is_no_version_of_it(tmp_path, now):
    file = write(tmp_path / "a.png", b"bytes")
    os.utime(file, (1, 1))

    with open_regular(os.fsencode(file)) as (opened, before):
        file.write_bytes(now)
        assert read_unchanged(opened, before) is None


def test_a_file_that_stays_as_it_is_is_read_whole(tmp_path):
    file = write(tmp_path / "a.png", b"bytes" * 100_000)

    with open_regular(os.fsencode(file)) as (opened, before):
        assert read_unchanged(opened, before) == b"bytes" * 100_000
