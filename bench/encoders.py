"""Encoders side by side in one run: pictures a second, the whole way from a file, words, and the start.

    python bench/encoders.py [--encoders classic,mini] [--rounds 5]

In alternation, medians as JSON: `network`: squares as its network sees them to its rows, batches of 32;
`images`: pictures of 448 x 672 in memory to whole rows, batches of 32;
`files`: JPEGs of 2 megapixels to rows, decoded by as many threads as there are processors; `words`:
milliseconds for one query; `start`: seconds from the first line of an interpreter to its first row,
bytecode being kept from the start before, as it is on a machine where nothing forbids that.
"""

import argparse
import io
import json
import os
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from PIL import Image

from lookalike.core.processes import processors
from lookalike.encoders.network import NetworkEncoder
from lookalike.encoders.registry import card_of, load_encoder
from lookalike.encoders.square import squared
from lookalike.imaging import decode
from lookalike.sources.drawn import DEMO_SEEDS, DrawnSource

BATCH, WORKING, LARGE = 32, (672, 448), (1632, 1224)
ASKED = "a dog on the beach"
START = """
import time; began = time.perf_counter()
import sys, numpy
from lookalike.encoders.registry import load_encoder
encoder = load_encoder(sys.argv[1])
encoder.encode_images([numpy.full((64, 64, 3), 99, numpy.uint8)])
print(time.perf_counter() - began)
"""


def main():
    """Measure all encoders in turn, so that a slow moment of the machine hits each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--encoders", default="classic,mini")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    encoders = {name: load_encoder(name) for name in asked.encoders.split(",")}
    drawings = [drawing(number) for number in range(BATCH)]
    pictures = [np.asarray(each.resize(WORKING)) for each in drawings]
    files = [jpeg(each.resize(LARGE)) for each in drawings]
    found = {name: {} for name in encoders}
    for _round in range(asked.rounds):
        for name, encoder in encoders.items():
            for what, figure in figures(name, encoder, pictures, files):
                found[name].setdefault(what, []).append(figure)
    medians = {
        name: {what: round(statistics.median(each), 3) for what, each in kept.items()}
        for name, kept in found.items()
    }
    print(json.dumps({"processors": processors(), **medians}, indent=1))


def figures(name, encoder, pictures, files):
    """Yield each figure of one encoder, once."""
    if isinstance(encoder, NetworkEncoder):
        side = card_of(encoder.id).preprocessing["side"]
        squares = [squared(each, side, "stretch") for each in pictures]
        yield "network", rate(lambda: NetworkEncoder.encode_images(encoder, squares), BATCH)
    yield "images", rate(lambda: encoder.encode_images(pictures), len(pictures))
    yield "files", rate(lambda: from_files(encoder, files), len(files))
    if encoder.reads_words:
        yield "words", 1000 / rate(lambda: encoder.encode_words([ASKED]), 1)
    kept = {key: each for key, each in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    yield "start", float(subprocess.check_output([sys.executable, "-c", START, name], env=kept))


def from_files(encoder, files):
    """Decode in threads and encode what is there, as an ingest does."""
    with ThreadPoolExecutor(processors()) as pool:
        decoded = pool.map(lambda data: decode(data, "a.jpg").image, files)
        for start in range(0, len(files), BATCH // 4):
            encoder.encode_images([next(decoded) for _each in files[start : start + BATCH // 4]])


def rate(work, count, seconds=1.0):
    """How many a second, over about so many seconds; the first time does not count."""
    work()
    done, began = 0, time.perf_counter()
    while (took := time.perf_counter() - began) < seconds:
        work()
        done += count
    return done / took


def drawing(number):
    """A drawn picture: nothing of a data set is needed."""
    source = DrawnSource(DEMO_SEEDS[number : number + 1])
    [found] = source
    return Image.open(io.BytesIO(source.read(found, 2**26))).convert("RGB")


def jpeg(image):
    """The bytes of a JPEG as cameras write it."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
