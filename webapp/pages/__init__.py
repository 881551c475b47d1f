"""The pages: each view reads what is asked, calls one function, renders."""

from webapp.pages import health, home, look, search
from webapp.pages.blueprint import blueprint

__all__ = ["blueprint", "health", "home", "look", "search"]
