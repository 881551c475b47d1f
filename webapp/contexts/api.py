"""The page of the API's documentation."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ApiDocsContext:
    """The documentation of the API, which one can try out there.

    `document`: address of the OpenAPI document; `sheet`, `script`: of its viewer.
    """

    template: ClassVar[str] = "api_docs.html"
    document: str
    sheet: str
    script: str
