"""`python -m lookalike.training.mini DATA WORK`: train `mini`, or go on with it."""

import sys
import time
from pathlib import Path

from lookalike.training.mini.make import make
from lookalike.training.mini.recipe import load_recipe


def main() -> None:
    """Run the recipe on the data sets of the first argument, in the folder of the second."""
    data_sets, work = map(Path, sys.argv[1:3])
    make(load_recipe(), data_sets, work, lambda text: print(time.strftime("%H:%M:%S"), text, flush=True))


if __name__ == "__main__":
    main()
