"""The pages: each view reads what is asked, calls one function, renders."""

from webapp.pages import about, encoders, health, home, image, look, search
from webapp.pages.blueprint import blueprint

__all__ = ["about", "blueprint", "encoders", "health", "home", "image", "look", "search"]
