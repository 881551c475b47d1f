"""What a script of accept/ says: a promise, the figure it reached, and whether it holds."""

import json
import sys
from dataclasses import asdict, dataclass, field


@dataclass
class Verdict:
    """A promise and what became of it; `check` notes each thing it rests on."""

    promise: str
    figures: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def check(self, holds: bool, figure: str) -> None:
        """Note a figure; where it does not hold the promise is missed."""
        self.figures.append(figure)
        if not holds:
            self.failures.append(figure)
        sys.stderr.write(f"  {'ok' if holds else 'MISS'}: {figure}\n")

    def close(self) -> None:
        """Print the verdict as one line of JSON and leave with status 0 or 1."""
        sys.stdout.write(json.dumps(asdict(self), ensure_ascii=False) + "\n")
        sys.exit(1 if self.failures or not self.figures else 0)
