"""`lookalike search`: words, images, or both; answers on stdout."""

import os
import sys
from collections.abc import Sequence
from typing import get_args

import click
from rich.console import Console
from rich.table import Table

from lookalike.cli.context import (
    chosen,
    collection_option,
    engine_open,
    example,
    json_option,
    print_json,
    read_file,
)
from lookalike.core.errors import BadRequest
from lookalike.core.files import FILE_SCHEME, shown, uri_to_path
from lookalike.core.settings import Settings
from lookalike.core.texts import _
from lookalike.search.answer import as_dict
from lookalike.search.filters import parse_filters
from lookalike.search.query import By, Page, Query, QueryTerm, Sort
from lookalike.search.service import SearchService

DEFAULT_K = 10

_ENDLESS = 100_000


@click.command()
@click.argument("words", nargs=-1)
@click.option("--image", multiple=True, metavar="FILE|id:ID", help="Like this picture; repeatable.")
@click.option("--not", "unwanted", multiple=True, metavar="WORDS", help="Not like these words.")
@click.option("--not-image", multiple=True, metavar="FILE|id:ID", help="Not like this picture.")
@collection_option
@click.option("-e", "--encoder", metavar="ID", help="The encoder; else the collection's default.")
@click.option("--by", type=click.Choice(["vectors", "words", "both"]), help="How to look.")
@click.option("--same", type=float, metavar="0..1", help="0: the same kind; 1: the same looks.")
@click.option("-k", type=int, default=DEFAULT_K, show_default=True, help="How many to answer.")
@click.option("--page", type=int, default=1, show_default=True, help="Which page of them.")
@click.option("--sort", type=click.Choice(get_args(Sort)), help="Else the nearest first.")
@click.option("--where", multiple=True, metavar="FIELD=VALUE", help="Filter; repeatable.")
@json_option
@example("lookalike search --image holiday.jpg --where category=beach -k 5")
def search(
    *,
    words: tuple[str, ...],
    image: tuple[str, ...],
    unwanted: tuple[str, ...],
    not_image: tuple[str, ...],
    collection: str | None,
    encoder: str | None,
    by: By | None,
    same: float | None,
    k: int,
    page: int,
    sort: Sort | None,
    where: tuple[str, ...],
    as_json: bool,
) -> None:
    """Find images by words, by example, or by both."""
    # Typed bytes that are not UTF-8 look as the name of such a folder does in the index.
    filters = parse_filters([shown(os.fsencode(each)) for each in where])
    with engine_open() as (engine, current):
        terms = [
            *_words([" ".join(words)], 1.0),
            *_words(unwanted, -1.0),
            *(_image(value, 1.0, current) for value in image),
            *(_image(value, -1.0, current) for value in not_image),
        ]
        if not terms:
            raise BadRequest(
                field="query", reason=_("nothing to search for: give words or an image")
            )
        name = chosen(engine, current, collection)
        query = Query(name, tuple(terms), by, encoder, filters, page, k, sort, same=same)
        answer = SearchService(engine, current).search(query)
    if as_json:
        print_json(as_dict(answer, show_paths=True))
    else:
        _print(answer)


def _words(texts: Sequence[str], weight: float) -> list[QueryTerm]:
    return [QueryTerm("words", text.strip(), weight) for text in texts if text.strip()]


def _image(value: str, weight: float, current: Settings) -> QueryTerm:
    if value.startswith("id:"):
        return QueryTerm("id", value.removeprefix("id:"), weight)
    if value.startswith(("http://", "https://")):
        reason = _("addresses are not fetched yet; save the picture and give the file")
        raise BadRequest(field="--image", reason=reason)
    return QueryTerm("file", read_file(value, current.max_file_bytes), weight, name=value)


def _print(page: Page) -> None:
    # Only a terminal has an end of line: a program that reads this wants each file on one.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _ENDLESS)
    if not page.hits:
        console.print(_("Nothing found. Use fewer or other words, or fewer filters."))
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("#", justify="right")
    table.add_column(_("distance"), justify="right")
    table.add_column(_("category"))
    table.add_column(_("file"), overflow="fold")
    for hit in page.hits:
        distance = "-" if hit.distance is None else f"{hit.distance:.4f}"
        where = hit.document.files[0].uri if hit.document.files else hit.id
        if where.startswith(FILE_SCHEME):
            where = shown(uri_to_path(where))
        table.add_row(str(hit.rank), distance, ", ".join(hit.document.category), _plain(where))
    console.print(table)
    summary = _("{shown} of {total} in “{name}” by {by} ({encoder}), {ms} ms")
    figures = summary.format(
        shown=len(page.hits),
        total=f"{page.total:,}",
        name=page.collection,
        by=page.by,
        encoder=page.encoder,
        ms=page.took_ms,
    )
    click.echo(figures, err=True)


def _plain(text: str) -> str:
    """Return `text` without control characters, and with rich's markup escaped."""
    printable = "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
    return printable.replace("[", "\\[")
