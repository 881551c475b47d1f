"""Who may see what: one question that every route, count and media file asks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Principal:
    """Whoever asks; today everybody is the same."""

    name: str = "anyone"


ANYONE = Principal()


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose a collection is, and who else may look."""

    owner: str = ""
    visibility: str = "everyone"


def can_see(principal: Principal, ownership: Ownership) -> bool:
    """Say whether `principal` may see a collection; today: yes."""
    del principal, ownership
    return True
