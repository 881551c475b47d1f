"""`python -m lookalike.training.mini DATA WORK`: make `mini`, or go on with it."""

import sys
import time
from pathlib import Path

from lookalike.training.mini.finish import finish
from lookalike.training.mini.make import gathered, trained
from lookalike.training.mini.recipe import load_recipe, shortened
from lookalike.training.mini.shop import Shop


def main() -> None:
    """Run the recipe on the data sets of the first argument, in the folder of the second.

    A third argument is the share of the epochs to run, for a trial.
    """
    data_sets, work = map(Path, sys.argv[1:3])
    share = float(sys.argv[3]) if len(sys.argv) > 3 else 1.0
    work.mkdir(parents=True, exist_ok=True)
    shop = Shop(shortened(load_recipe(), share), data_sets, work, _say)
    bundle = finish(shop, trained(shop, gathered(shop)))
    _say(f"{bundle.card.id} is made: {bundle.folder}")


def _say(text: str) -> None:
    print(time.strftime("%H:%M:%S"), text, flush=True)


if __name__ == "__main__":
    main()
