"""The pages of an answer: one before, one after, and those with a number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lookalike.search.query import Page
from lookalike.search.searches import MAX_WINDOW
from webapp.cards import Address
from webapp.forms import Asked

_BESIDE = 2


@dataclass(frozen=True, slots=True)
class Paging:
    """Ways to other pages: `earlier`, `later`: addresses, or empty; `page`: number of this one;
    `numbered`: number and address of some, None where some are left out.
    """

    earlier: str
    later: str
    page: int
    numbered: Sequence[tuple[int, str] | None]


def paging_of(address: Address, asked: Asked, answer: Page) -> Paging:
    """Return the ways to the other pages of an answer."""

    def at(page: int) -> str:
        return address(replace(asked, page=page))

    reach = min(answer.total, MAX_WINDOW // asked.size * asked.size)
    last = -(-reach // asked.size)
    later = at(answer.next) if answer.next and answer.next <= last else ""
    numbered = [
        None if page is None else (page, at(page)) for page in shown_pages(asked.page, last)
    ]
    return Paging(
        at(min(asked.page - 1, last)) if asked.page > 1 and last else "",
        later,
        asked.page,
        numbered,
    )


def shown_pages(here: int, last: int) -> list[int | None]:
    """Return the numbers worth showing of 1 to `last`: both ends and those beside `here`."""
    beside = range(here - _BESIDE, here + _BESIDE + 1)
    shown = [page for page in range(1, last + 1) if page in (1, last) or page in beside]
    listed: list[int | None] = []
    for page, before in zip(shown, [0, *shown], strict=False):
        if page - before == 2:
            listed.append(page - 1)
        elif page - before > 2:
            listed.append(None)
        listed.append(page)
    return listed
