"""The pages of docs/ against the command line, and the tables of one against its reports."""

import pytest

from accept.quality_5_docs import PAGES, commands, parsed
from accept.quality_reports import PAGE, filled


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_command_line_takes_every_command_of_a_page(page):
    lines = [line for line in commands(page) if line.startswith("lookalike ")]
    assert lines
    assert {line: told for line in lines if (told := parsed(line))} == {}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("lookalike evaluate -c photos --colour red", "--colour"),
        ("lookalike collections polish photos", "polish"),
        ("lookalike train ~/Labelled", "--name"),
    ],
)
def test_a_command_that_is_none_would_be_noticed(line, said):
    assert said in parsed(line)


def test_the_tables_of_quality_are_those_of_the_committed_reports():
    text = PAGE.read_text(encoding="utf-8")
    assert filled(text) == text
