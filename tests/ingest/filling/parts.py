"""Encoders that watch or refuse, and threads that are waited for."""

import threading

from tests.ingest.seams import (
    Picky,
    SecondEncoder,
)

LONG = 60


class Watching(SecondEncoder):
    """Calls `after(number)` after each batch."""

    def __init__(self, after):
        super().__init__()
        self.after = after
        self.batches = 0

    def encode_images(self, images):
        rows = super().encode_images(images)
        self.batches += 1
        self.after(self.batches)
        return rows


class PickySecond(Picky):
    id = "second"


def in_thread(work):
    """Begin `work` in a thread and return what waits for its result."""
    results = []
    thread = threading.Thread(target=lambda: results.append(work()), daemon=True)
    thread.start()

    def wait():
        thread.join(LONG)
        assert results, "it hangs or failed"
        return results[0]

    return wait
