"""What filling one encoder's field did, as people and programs read it."""

from dataclasses import dataclass, field
from typing import Any

from ingest.report import DONE, DONE_WITH_QUARANTINE, SHOWN
from lookalike.core.texts import N_, _

_COUNTS = N_(
    "{filled} vectors of {encoder} written, {thumbnails} of them from thumbnails; "
    "images without one: {without}; in {seconds:.1f} s ({rate:.1f} images/s)"
)
_COVERAGE = N_("“{collection}”: {coverage} percent of the images have vectors of {encoder}")
_FROM_THUMBNAILS = N_(
    "Thumbnails were used where the original cannot be read any more: such vectors are less exact. "
    "Once the originals are back, run this again."
)
_WITHOUT = N_("Without a vector:")
_MORE = N_("... and {count} more")


@dataclass(slots=True)
class Filled:
    """What was done: `rows` written, `thumbnails` of these made from thumbnails.

    `without`: images that can have no vector, with names and reasons of the first in `examples`.
    `coverage` in per cent of all images, rounded down.
    """

    collection: str
    encoder: str
    rows: int = 0
    thumbnails: int = 0
    without: int = 0
    examples: list[tuple[str, str]] = field(default_factory=list)
    coverage: int = 0
    seconds: float = 0.0

    def leave_out(self, name: str, reason: str) -> None:
        """Count an image that can have no vector."""
        self.without += 1
        if len(self.examples) < SHOWN:
            self.examples.append((name, reason))

    @property
    def status(self) -> int:
        """The exit status: 0, or 3 where images have no vector."""
        return DONE_WITH_QUARANTINE if self.without else DONE

    @property
    def rate(self) -> float:
        """Images encoded and written per second."""
        return self.rows / self.seconds if self.seconds > 0 else 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return {
            "collection": self.collection,
            "encoder": self.encoder,
            "filled": self.rows,
            "from_thumbnails": self.thumbnails,
            "without": self.without,
            "examples": [{"name": name, "reason": reason} for name, reason in self.examples],
            "coverage": self.coverage,
            "seconds": round(self.seconds, 3),
            "rate": round(self.rate, 1),
            "status": self.status,
        }

    def as_text(self) -> str:
        """Return it for people: counts, coverage, and the first images without a vector."""
        counts = {"filled": self.rows, "thumbnails": self.thumbnails, "encoder": self.encoder}
        lines = [
            _(_COUNTS).format(**counts, without=self.without, seconds=self.seconds, rate=self.rate),
            _(_COVERAGE).format(
                collection=self.collection, coverage=self.coverage, encoder=self.encoder
            ),
        ]
        if self.thumbnails:
            lines.append(_(_FROM_THUMBNAILS))
        if self.without:
            lines.append(_(_WITHOUT))
            lines += [f"  {name}\n    {reason}" for name, reason in self.examples]
        if self.without > len(self.examples):
            lines.append("  " + _(_MORE).format(count=self.without - len(self.examples)))
        return "\n".join(lines)
