import pytest

from lookalike.core.errors import BadRequest, UnknownChoice
from lookalike.search.filters import Exists, Filter, Range, Term, parse_filters

DAY = 86_400.0
MAY_2024 = 1_714_521_600.0


def test_one_field_repeated_is_or_and_several_fields_are_and():
    assert parse_filters(["category=cat", "width=100..", "category=dog"]) == (
        Filter("category", (Term("cat"), Term("dog"))),
        Filter("width", (Range(100, None),)),
    )


def test_not_and_exists():
    assert parse_filters(["category!=cat", "camera=*", "location!=*"]) == (
        Filter("category", (), (Term("cat"),)),
        Filter("camera", (Exists(),)),
        Filter("location", (), (Exists(),)),
    )


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("bytes=..1e6", Range(None, 1e6)),
        ("height=480", Term(480.0)),
        ("category=a..b", Term("a..b")),
        ("category=a=b", Term("a=b")),
        ("taken_at=2024-05-01", Range(MAY_2024, MAY_2024 + DAY, below=True)),
        ("taken_at=2024-05", Range(MAY_2024, MAY_2024 + 31 * DAY, below=True)),
        ("taken_at=2024-05-01..2024-05-02", Range(MAY_2024, MAY_2024 + 2 * DAY, below=True)),
        ("taken_at=2024-05-01T00:00:00+00:00..", Range(MAY_2024, None, below=True)),
    ],
)
def test_values_and_ranges(text, condition):
    [parsed] = parse_filters([text])
    assert parsed.anyof == (condition,)


@pytest.mark.parametrize(
    "text",
    [
        "category",
        "width=wide",
        "width=nan",
        "width=",
        "taken_at=yesterday",
        "taken_at=",
        "taken_at=2024-13",
        "taken_at=2024-1-1-1",
        "location=51,7",
        "category=\ud800",
    ],
)
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(BadRequest):
        parse_filters([text])


def test_an_unknown_field_is_refused_with_the_fields_there_are():
    with pytest.raises(UnknownChoice, match=r"“colur” here\. There is: category, tags"):
        parse_filters(["colur=red"])


def test_more_conditions_than_anybody_needs_are_refused():
    with pytest.raises(BadRequest, match="64"):
        parse_filters(["category=a"] * 65)
