"""The page about Lookalike."""

from dataclasses import dataclass
from typing import ClassVar

from lookalike.search.engine import Health


@dataclass(frozen=True, slots=True)
class AboutContext:
    """What Lookalike is.

    `version`: of Lookalike; `engine`: what it says of itself; `data`: path of the data folder, or
    empty where paths are not shown.
    """

    template: ClassVar[str] = "about.html"
    version: str
    engine: Health
    data: str
