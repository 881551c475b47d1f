"""The catalogues of translations: whole, current, and with the placeholders of the sources."""

import io
import re

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from lookalike.core.texts import DOMAIN, LOCALE_DIR
from tests.conftest import ROOT

CATALOGUES = sorted(LOCALE_DIR.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
SOURCES = ("lookalike", "ingest", "webapp", "templates")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*[^{}]*\}")

each_catalogue = pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])


def catalogue(path):
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], domain=DOMAIN, abort_invalid=True)


def messages(path):
    """Return the messages of a catalogue without its head: originals and translations, as tuples."""

    def forms(text):
        return (text,) if isinstance(text, str) else tuple(text)

    return [(forms(each.id), forms(each.string)) for each in catalogue(path) if each.id]


def placeholders(text):
    return sorted(PLACEHOLDER.findall(text))


@each_catalogue
def test_every_message_is_translated_and_none_is_a_guess(path):
    fuzzy = [each.id for each in catalogue(path) if each.fuzzy]
    assert fuzzy == []
    empty = [original for original, translated in messages(path) if not all(translated)]
    assert empty == []


@each_catalogue
def test_a_translation_has_the_placeholders_of_its_original(path):
    for original, translated in messages(path):
        singular, plural = placeholders(original[0]), placeholders(original[-1])
        assert placeholders(translated[0]) in (singular, plural), original
        assert all(placeholders(each) == plural for each in translated[1:]), original


@each_catalogue
def test_a_translation_begins_and_ends_as_its_original(path):
    def edges(text):
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :], text[-1] == "."

    for original, translated in messages(path):
        assert {edges(each) for each in translated} == {edges(original[-1])}, original


@each_catalogue
def test_what_programs_read_is_compiled_from_what_people_read(path):
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(path))
    assert path.with_suffix(".mo").read_bytes() == compiled.getvalue(), "run make texts"


def extracted():
    """Return the originals that the sources hold, the first form of each, as `make texts` does."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    keywords = DEFAULT_KEYWORDS | {"N_": None}
    found = [
        text
        for source in SOURCES
        for _file, _line, text, _comments, _context in extract_from_dir(
            ROOT / source, methods, options, keywords
        )
    ]
    return {text if isinstance(text, str) else text[0] for text in found if text}


@each_catalogue
def test_every_text_of_the_sources_is_in_the_catalogue_and_nothing_else(path):
    known = {original[0] for original, _translated in messages(path)}
    wanted = extracted()
    assert sorted(wanted - known) == [], "run make texts, and translate what is new"
    assert sorted(known - wanted) == [], "run make texts"
