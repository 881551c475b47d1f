"""The texts that come with a data set: names of classes, labels by file."""

from collections import Counter
from collections.abc import Iterator

from lookalike.core.errors import SourceRefused
from lookalike.core.texts import N_, _
from lookalike.sources.datasets.place import Place

_SHORT = N_("line {line} of “{name}” in it has no second column")
_NO_NAME = N_("“{name}” in it does not say what {wnid} is called")


def class_names(place: Place, root: str) -> dict[str, str]:
    """Return id -> name of the classes of `wnids.txt`: the first synonym that `words.txt` has.

    Where two classes are called the same, each has its id behind the name. Raises SourceRefused.
    """
    words = dict(pairs(place, f"{root}words.txt"))
    named: dict[str, str] = {}
    for wnid in place.text(f"{root}wnids.txt").split():
        if wnid not in words:
            reason = _(_NO_NAME).format(name="words.txt", wnid=wnid)
            raise SourceRefused(source=str(place.path), reason=reason)
        named[wnid] = words[wnid].partition(",")[0].strip()
    times = Counter(named.values())
    return {wnid: name if times[name] == 1 else f"{name} ({wnid})" for wnid, name in named.items()}


def pairs(place: Place, name: str) -> Iterator[tuple[str, str]]:
    """Yield the first two columns of a text with tabs between them; raises SourceRefused."""
    for line, text in enumerate(place.text(name).splitlines(), 1):
        if not text.strip():
            continue
        first, *rest = text.split("\t")
        if not rest:
            reason = _(_SHORT).format(line=line, name=name)
            raise SourceRefused(source=str(place.path), reason=reason)
        yield first, rest[0]
