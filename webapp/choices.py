"""How an answer can be shown otherwise: its order, its look, what is compared, how much on a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lookalike.core.texts import N_, _, ngettext
from lookalike.search.compose import reads_words, tells_looks
from webapp.cards import Address
from webapp.forms import VIEWS, Asked

SIZES = (24, 48, 96)

_NEAREST = N_("Best match")
_SORTS: Mapping[str, str] = {
    "added": N_("Last added"),
    "newest": N_("Newest"),
    "oldest": N_("Oldest"),
    "name": N_("Name"),
    "largest": N_("Largest file"),
}
_VIEWS: Mapping[str, str] = {"grid": N_("Grid"), "list": N_("List")}
_BYS: Mapping[str, str] = {
    "both": N_("Look and words"),
    "vectors": N_("Look alone"),
    "words": N_("Words alone"),
}
_SAMES: Mapping[float | None, str] = {
    0.0: N_("Same kind"),
    0.25: N_("Rather the kind"),
    None: N_("Kind and looks"),
    0.75: N_("Rather the looks"),
    1.0: N_("Same looks"),
}
_SORT, _SIZE, _BY, _SAME = N_("Order"), N_("On a page"), N_("Compare"), N_("Alike")


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to show the answer: `name` for icons, `text`, `address`, and whether it is the one now."""

    name: str
    text: str
    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """Choices under a `title`; `name` for style sheets; `now` is the text of the one in use."""

    name: str
    title: str
    now: str
    choices: Sequence[Choice]


def views_of(address: Address, asked: Asked) -> list[Choice]:
    """Return grid and list."""
    here = asked.view or VIEWS[0]
    return [
        Choice(view, _(_VIEWS[view]), address(replace(asked, view=view)), view == here)
        for view in VIEWS
    ]


def menus_of(address: Address, asked: Asked, encoder: str, by: str) -> list[Menu]:
    """Return the menus: order, what is compared and how where there is a choice, number on a page."""
    menus = [_sorts(address, asked)]
    if by and asked.q and (reads_words(encoder) or asked.like):
        menus.append(_bys(address, asked, encoder, by))
    if by in ("vectors", "both") and asked.like and tells_looks(encoder):
        menus.append(_sames(address, asked))
    return [*menus, _sizes(address, asked)]


def _sorts(address: Address, asked: Asked) -> Menu:
    by_relevance = bool(asked.terms())
    texts = ({"": _NEAREST} if by_relevance else {}) | dict(_SORTS)
    here = asked.sort or ("" if by_relevance else "added")
    first = replace(asked, page=1)
    return _menu(
        "sort",
        _SORT,
        [
            Choice(sort, _(text), address(replace(first, sort=sort)), sort == here)
            for sort, text in texts.items()
        ],
    )


def _bys(address: Address, asked: Asked, encoder: str, by: str) -> Menu:
    first = replace(asked, page=1)
    return _menu(
        "by",
        _BY,
        [
            Choice(name, _(text), address(replace(first, by=name)), name == by)
            for name, text in _BYS.items()
            if name != "vectors" or reads_words(encoder)
        ],
    )


def _sames(address: Address, asked: Asked) -> Menu:
    first = replace(asked, page=1)
    return _menu(
        "same",
        _SAME,
        [
            Choice(f"{same}", _(text), address(replace(first, same=same)), same == asked.same)
            for same, text in _SAMES.items()
        ],
    )


def _sizes(address: Address, asked: Asked) -> Menu:
    first = (asked.page - 1) * asked.size
    sizes = sorted({*SIZES, asked.size})
    return _menu(
        "size",
        _SIZE,
        [
            Choice(
                str(size),
                ngettext("%(num)s a page", "%(num)s a page", size) % {"num": size},
                address(replace(asked, size=size, page=first // size + 1)),
                size == asked.size,
            )
            for size in sizes
        ],
    )


def _menu(name: str, title: str, choices: Sequence[Choice]) -> Menu:
    return Menu(name, _(title), next((each.text for each in choices if each.here), ""), choices)
