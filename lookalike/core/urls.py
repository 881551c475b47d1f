"""Addresses as they may be shown."""

import re


def without_credentials(url: str) -> str:
    """Return `url` without a user's name and password."""
    return re.sub(r"//[^/@]*@", "//", url)
