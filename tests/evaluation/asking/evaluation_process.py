"""Evaluates in a process of its own: `python -m ... LOG STOP ARGUMENT...`.

Notes in LOG how many images were encoded at a time, and stays there for ever once STOP of them were.
"""

import sys
import time
from pathlib import Path

from lookalike.cli.main import run
from lookalike.encoders import registry
from tests.evaluation.asking.reds import Red


class Noting(Red):
    def encode_images(self, images):
        with LOG.open("a") as log:
            log.write(f"{len(images)}\n")
        if sum(map(int, LOG.read_text().split())) > STOP:
            time.sleep(600)
        return super().encode_images(images)


if __name__ == "__main__":
    LOG, STOP = Path(sys.argv[1]), int(sys.argv[2])
    registry.register(Noting())
    sys.exit(run(sys.argv[3:]))
