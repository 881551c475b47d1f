"""Globs on paths: which files of a source are meant."""

import re
from collections.abc import Sequence
from fnmatch import translate

_ANY_DEPTH = "**"


class Glob:
    """One pattern, as shells know them; case counts.

    `*`, `?` and `[...]` stay within one name, `**` stands for any number of folders. A pattern
    without a slash is compared with the last name alone (`*.png`), one with a slash with the whole
    path relative to the source (`holiday/**`, which is the folder `holiday` and all in it).
    """

    def __init__(self, pattern: str) -> None:
        parts = [part for part in pattern.split("/") if part]
        if "/" not in pattern:
            parts.insert(0, _ANY_DEPTH)
        self._parts = [
            None if part == _ANY_DEPTH else re.compile(translate(part)) for part in parts
        ]

    def matches(self, names: Sequence[str]) -> bool:
        """Say whether the path of `names`, from the source down, is meant; linear in its length."""
        reached = self._past_any_depth({0})
        for name in names:
            after: set[int] = set()
            for at in reached:
                if at == len(self._parts):
                    continue
                part = self._parts[at]
                if part is None:
                    after.add(at)
                elif part.match(name):
                    after.add(at + 1)
            reached = self._past_any_depth(after)
        return len(self._parts) in reached

    def _past_any_depth(self, reached: set[int]) -> set[int]:
        for at in sorted(reached):
            end = at
            while end < len(self._parts) and self._parts[end] is None:
                end += 1
                reached.add(end)
        return reached


class Globs:
    """Which files of a source are meant: those one of `include` matches, if any, and no `exclude`."""

    def __init__(self, include: Sequence[str], exclude: Sequence[str]) -> None:
        self._include = [Glob(pattern) for pattern in include]
        self._exclude = [Glob(pattern) for pattern in exclude]

    def leave_out(self, names: Sequence[str], *, is_folder: bool = False) -> bool:
        """Say whether a file is not meant, or a folder with all that lies in it."""
        if any(glob.matches(names) for glob in self._exclude):
            return True
        if is_folder or not self._include:
            return False
        return not any(glob.matches(names) for glob in self._include)

    def leave_out_below(self, names: Sequence[str]) -> bool:
        """Say whether a file is not meant, or lies in a folder that is not."""
        folders = (names[:depth] for depth in range(1, len(names)))
        return any(self.leave_out(each, is_folder=True) for each in folders) or self.leave_out(
            names
        )
