"""What a page may say of places on the disk where it is not for this machine alone."""

import re
import shlex


def last_part(path: str) -> str:
    """Return the name of a file or folder without those it lies in."""
    return re.split(r"[\\/]", path.rstrip("\\/"))[-1]


def without_folders(command: str) -> str:
    """Return a command with each path in it cut to its last part; nothing of what is no command."""
    try:
        words = shlex.split(command)
    except ValueError:  # a quotation mark that is left open
        return ""
    return shlex.join(last_part(word) for word in words)
