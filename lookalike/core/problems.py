"""What other libraries say of what does not fit, in a line."""

from typing import NamedTuple

from pydantic import ValidationError

from lookalike.core.files import without_controls

LINE = 200


class Problem(NamedTuple):
    """Where something does not fit (empty: as a whole), pydantic's name for why, and its words."""

    where: str
    kind: str
    why: str


def first_problem(error: ValidationError) -> Problem:
    """Return the first thing that does not fit."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return Problem(".".join(map(str, first["loc"])), first["type"], first["msg"])


def problem_of(error: ValidationError) -> str:
    """Return where the first thing is that does not fit, and why."""
    problem = first_problem(error)
    return f"{problem.where}: {problem.why}" if problem.where else problem.why


def in_a_line(text: object) -> str:
    """Return an error, or what else is to be shown of somebody else's, in one line not too long."""
    return without_controls(" ".join(str(text).split()))[:LINE].rstrip(".")
