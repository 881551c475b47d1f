"""The pages: each view reads what is asked, calls one function, renders."""

from webapp.pages import (
    about,
    add,
    collections,
    encoders,
    health,
    home,
    image,
    key,
    look,
    reports,
    runs,
    search,
)
from webapp.pages.blueprint import blueprint

__all__ = [
    "about",
    "add",
    "blueprint",
    "collections",
    "encoders",
    "health",
    "home",
    "image",
    "key",
    "look",
    "reports",
    "runs",
    "search",
]
