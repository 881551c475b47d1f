"""What a run did, as people and programs read it, and how far it is meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lookalike.core.texts import N_, _, ngettext

DONE = 0
DONE_WITH_QUARANTINE = 3
SHOWN = 20

_COUNTS = N_(
    "{added} added, {updated} updated, {unchanged} unchanged, {removed} removed, "
    "{quarantined} quarantined, {skipped} skipped in {seconds:.1f} s ({rate:.1f} images/s)"
)
_DRY_COUNTS = N_(
    "Nothing was written. A run would add {added}, update {updated}, leave {unchanged} unchanged, "
    "remove {removed}; {quarantined} in quarantine, {skipped} skipped"
)
_MORE = N_("... and {count} more")
_NOT_PRUNED = N_(
    "Nothing was removed: the source is empty. If that is right, drop the collection instead."
)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file that claims to be an image and could not be taken in; `reason` is a sentence.

    `params`: those of the error `code`. `run`: the last one that refused it, of `times` in all.
    """

    uri: str
    code: str
    reason: str
    source: str = ""
    run: int = 0
    times: int = 1
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Counts:
    """What became of the files of a source: each is counted once."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    quarantined: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. `total`: files to read, None until counted; `rate` in images/s.

    `eta` in seconds, None while it cannot be told; `waiting` says what the run waits for.
    """

    found: int
    read: int
    decoded: int
    encoded: int
    written: int
    counts: Counts
    total: int | None
    rate: float
    eta: float | None
    last: str
    waiting: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did."""

    collection: str
    source: str
    counts: Counts
    skipped_by_reason: Mapping[str, int] = field(default_factory=dict)
    quarantine: tuple[Quarantined, ...] = ()
    seconds: float = 0.0
    written: int = 0
    is_dry_run: bool = False
    was_empty: bool = False
    run: int | None = None

    @property
    def rate(self) -> float:
        """Images encoded and written per second."""
        return self.written / self.seconds if self.seconds > 0 else 0.0

    @property
    def status(self) -> int:
        """The exit status of the run: 0, or 3 where files are in quarantine."""
        return DONE_WITH_QUARANTINE if self.counts.quarantined else DONE

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values for JSON; counts are of files."""
        return {
            "collection": self.collection,
            "source": self.source,
            "run": self.run,
            "dry_run": self.is_dry_run,
            "added": self.counts.added,
            "updated": self.counts.updated,
            "unchanged": self.counts.unchanged,
            "removed": self.counts.removed,
            "quarantined": self.counts.quarantined,
            "skipped": self.counts.skipped,
            "skipped_by_reason": dict(sorted(self.skipped_by_reason.items())),
            "quarantine": [
                {"uri": each.uri, "code": each.code, "reason": each.reason}
                for each in self.quarantine
            ],
            "seconds": round(self.seconds, 3),
            "rate": round(self.rate, 1),
            "status": self.status,
        }

    def as_text(self, limit: int = SHOWN) -> str:
        """Return the report for people: counts, reasons, and the first `limit` files in quarantine."""
        text = _(_DRY_COUNTS if self.is_dry_run else _COUNTS)
        counts = {name: getattr(self.counts, name) for name in Counts.__slots__}
        lines = [text.format(**counts, seconds=self.seconds, rate=self.rate)]
        if self.was_empty:
            lines.append(_(_NOT_PRUNED))
        lines += [
            f"  {count} {_(reason)}" for reason, count in sorted(self.skipped_by_reason.items())
        ]
        if self.quarantine:
            count = len(self.quarantine)
            lines.append(
                ngettext(
                    "{count} file in quarantine:", "{count} files in quarantine:", count
                ).format(count=count)
            )
            lines += [f"  {each.uri}\n    {each.reason}" for each in self.quarantine[:limit]]
            if count > limit:
                lines.append("  " + _(_MORE).format(count=count - limit))
        return "\n".join(lines)
