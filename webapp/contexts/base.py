"""What every context is, and that of an error."""

from dataclasses import Field, dataclass
from typing import Any, ClassVar, Protocol


class Context(Protocol):
    """The fields of one template."""

    template: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


@dataclass(frozen=True, slots=True)
class ErrorContext:
    """What went wrong.

    `title`; `sentence`: what happened and what to do; `status`: of HTTP; `request_id`: as in the
    log; `retry`: seconds after which the page asks again by itself, or None; `back`: address of the
    collection it happened in, else of the first page.
    """

    template: ClassVar[str] = "error.html"
    title: str
    sentence: str
    status: int
    request_id: str
    retry: int | None
    back: str
