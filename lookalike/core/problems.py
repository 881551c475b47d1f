"""What pydantic says of content that does not fit, in a line."""

from pydantic import ValidationError


def problem_of(error: ValidationError) -> str:
    """Return where the first thing is that does not fit, and why."""
    first = error.errors(include_input=False)[0]
    where = ".".join(map(str, first["loc"]))
    return f"{where}: {first['msg']}" if where else first["msg"]
