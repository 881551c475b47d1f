"""`lookalike encode`: vectors of any files, or of lines of words, as an .npy file."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import numpy as np

from lookalike.cli.context import example, read_file
from lookalike.core.errors import BadRequest, LookalikeError
from lookalike.core.settings import settings
from lookalike.core.texts import _
from lookalike.encoders.base import Encoder, Image
from lookalike.encoders.registry import load_encoder
from lookalike.encoders.rows import encode_all
from lookalike.imaging import Limits, decode


@click.command()
@click.argument("files", nargs=-1)
@click.option("--files", "file_list", metavar="LIST", help="A text file with one path per line.")
@click.option("--words", "word_list", metavar="LIST", help="A text file with one query per line.")
@click.option("-e", "--encoder", "encoder_id", metavar="ID", help="The encoder.")
@click.option("-o", "--output", required=True, metavar="X.npy", help="Where to write the rows.")
@example("lookalike encode *.jpg -e classic -o rows.npy")
def encode(
    files: tuple[str, ...],
    file_list: str | None,
    word_list: str | None,
    encoder_id: str | None,
    output: str,
) -> int:
    """Write one raw float32 row per file, or per line of words, in their order.

    A file that fails is a row of NaN, a line on stderr and exit status 3.
    """
    given = [bool(files), file_list is not None, word_list is not None]
    if sum(given) != 1:
        raise BadRequest(field="FILE", reason=_("give files, or --files LIST, or --words LIST"))
    encoder = load_encoder(encoder_id or settings().encoder)
    failed: list[str] = []
    if word_list is not None:
        rows = encoder.encode_words(_lines(word_list))
    else:
        paths = list(files) or _lines(file_list or "")
        rows = encode_all(encoder, _images(encoder, paths, failed))
    with Path(output).open("wb") as file:
        np.save(file, rows)
    message = _("{rows} rows of {dims} numbers in {file}, {failed} failed")
    click.echo(
        message.format(rows=len(rows), dims=encoder.dims, file=output, failed=len(failed)), err=True
    )
    return 3 if failed else 0


def _images(encoder: Encoder, paths: Sequence[str], failed: list[str]) -> Iterator[Image | None]:
    current = settings()
    limits = Limits.from_settings(current)
    for path in paths:
        try:
            data = read_file(path, current.max_file_bytes)
            yield decode(data, path, limits, full=encoder.needs_full_size).image
        except LookalikeError as error:
            failed.append(path)
            click.echo(str(error), err=True)
            yield None


def _lines(path: str) -> list[str]:
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(
            field=path, reason=_("it cannot be read as lines of UTF-8 text")
        ) from error
    return [line for line in text.splitlines() if line.strip()]
