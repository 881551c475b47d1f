"""All data sets of the recipe in their own layouts, with a few small pictures each."""

import zipfile

from tests.evaluation.archives import WNIDS, encoded, swatch

COLOURS = ("red", "green", "blue")
CLASSES = [f"thing_{n}" for n in range(33)]
"""So many of Caltech 101: thirty of them are kept for tests."""


def write_data_sets(folder, each=12):
    """Write the five archives into `folder`, with so many pictures of a class; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    marks = iter(range(10**6))
    files = {
        "tiny-imagenet-200.zip": _tiny_imagenet(each, marks),
        "cifar10.zip": {
            f"cifar10/{part}/{colour}/{n:04}.png": _picture(colour, marks)
            for part, count in (("train", each), ("test", 2))
            for colour in COLOURS
            for n in range(count)
        },
        "caltech101-mini.zip": {
            f"caltech101-mini/{name}/{n}.png": _picture(COLOURS[place % 3], marks)
            for place, name in enumerate(CLASSES)
            for n in range(3)
        },
        "photos-mini.zip": {
            f"photos-mini/{source}-{colour}/{n}.png": _picture(colour, marks)
            for source in ("one", "two")
            for colour in COLOURS
            for n in range(each // 2)
        },
        "flickr8k-train-dev.zip": _flickr8k(each, marks),
    }
    for name, members in files.items():
        with zipfile.ZipFile(folder / name, "w") as archive:
            for member, data in members.items():
                archive.writestr(member, data)
    return folder


def _picture(colour, marks):
    mark = next(marks)
    image = swatch(colour, mark % 256, edge=2)
    image[0, 0] = (mark // 256, 11, 11)  # no two alike
    return encoded(image)


def _tiny_imagenet(each, marks):
    root = "tiny-imagenet-200"
    files = {
        f"{root}/train/{wnid}/images/{wnid}_{n}.png": _picture(colour, marks)
        for wnid, (colour, _words) in WNIDS.items()
        for n in range(each)
    }
    files |= {f"{root}/val/images/val_{n}.png": _picture("red", marks) for n in range(3)}
    files[f"{root}/wnids.txt"] = "\n".join(WNIDS)
    files[f"{root}/words.txt"] = "\n".join(
        f"{wnid}\t{words}" for wnid, (_c, words) in WNIDS.items()
    )
    files[f"{root}/val/val_annotations.txt"] = "".join(f"val_{n}.png\tn01\t0\n" for n in range(3))
    return files


def _flickr8k(each, marks):
    table, files = ["split,image,caption"], {}
    for part, count in (("train", each), ("dev", 3)):
        for n in range(count):
            colour = COLOURS[n % len(COLOURS)]
            files[f"flickr8k/{part}/{n}.png"] = _picture(colour, marks)
            table += [f"{part},{part}/{n}.png,a {colour} field number {n} {k}" for k in range(2)]
    files["flickr8k/captions.csv"] = "\n".join(table)
    return files
