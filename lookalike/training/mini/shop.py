"""Where `mini` is made: the recipe, the data sets, a folder for all that can be gone on with."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lookalike.training.mini.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Shop:
    """`data_sets`: the folder that holds them; `work`: what a kill leaves; `say` takes a line."""

    recipe: Recipe
    data_sets: Path
    work: Path
    say: Callable[[str], None]

    def counter(self, what: str, every: int = 1) -> Callable[[int, int], None]:
        """Return a function that says how many are done of how many, `every` so often."""

        def show(done: int, total: int) -> None:
            if done % every == 0 or done == total:
                self.say(f"{what}: {done:,} of {total:,}")

        return show
