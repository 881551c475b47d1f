"""Small data sets in the layouts in which the large ones are published."""

import io
import struct
import tarfile
import zipfile

import cv2
import numpy as np

from tests.fake_encoder import COLOURS

NAMES = tuple(COLOURS)
"""Ten colours stand for the ten classes of CIFAR-10."""
BATCHES = [f"data_batch_{number}" for number in range(1, 6)]
WNIDS = {"n01": ("red", "red, crimson"), "n02": ("green", "green"), "n03": ("blue", "blue, navy")}


def swatch(colour, mark=0, edge=8):
    """Return (32, 32, 3) uint8 of a colour; the place of a square with that `edge` makes it differ."""
    image = np.full((32, 32, 3), COLOURS[colour], np.uint8)
    top, left = (edge * place for place in divmod(mark, 32 // edge))
    image[top : top + edge, left : left + edge] = 77
    return image


def encoded(image, ending=".png"):
    return cv2.imencode(ending, cv2.cvtColor(image, cv2.COLOR_RGB2BGR))[1].tobytes()


# CIFAR-10


def short(text):
    return b"U" + bytes([len(text)]) + text


def array(rows, kind=b"u1", shape=None):
    """Return an array as Python 2 wrote it, protocol 2."""
    data = rows.tobytes()
    tall, wide = shape or rows.shape
    return (
        b"cnumpy.core.multiarray\n_reconstruct\nq\x03cnumpy\nndarray\nq\x04K\x00\x85"
        + (short(b"b") + b"\x87Rq\x05(K\x01")
        + (b"J" + struct.pack("<i", tall) + b"J" + struct.pack("<i", wide) + b"\x86")
        + (b"cnumpy\ndtype\nq\x06" + short(kind) + b"K\x00K\x01\x87Rq\x07(K\x03" + short(b"|"))
        + (b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89")
        + (b"T" + struct.pack("<i", len(data)) + data + b"tb")
    )


def batch(images, labels, *, rows=None):
    """Return the pickle of a batch as Python 2 wrote it: a dict with keys of bytes."""
    if rows is None:
        rows = array(np.stack([each.transpose(2, 0, 1).reshape(-1) for each in images]))
    files = b"".join(short(b"swatch_s_%06d.png" % n) for n in range(len(labels)))
    return (
        b"\x80\x02}q\x01("
        + (short(b"batch_label") + short(b"training batch 1 of 5"))
        + (short(b"labels") + b"]q\x02(" + b"".join(b"K" + bytes([n]) for n in labels) + b"e")
        + (short(b"data") + rows)
        + (short(b"filenames") + b"]q\x08(" + files + b"e")
        + b"u."
    )


def batches():
    """Return name -> pickle: each batch has one image of each class."""
    made = {}
    for number, name in enumerate([*BATCHES, "test_batch"]):
        images = [swatch(colour, number, edge=2) for colour in NAMES]
        made[name] = batch(images, list(range(10)))
    return made


def cifar_folder(folder):
    folder = folder / "cifar-10-batches-py"
    folder.mkdir(parents=True)
    for name, data in batches().items():
        (folder / name).write_bytes(data)
    return folder


def cifar_tar(folder, made=None):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "cifar-10-python.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        for name, data in (made or batches()).items():
            member = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return path


# Others


def tiny_imagenet(folder, *, test=0):
    """Write the ZIP: of three classes 3 to train and 2 to validate, and `test` empty others."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "tiny-imagenet-200.zip"
    labels = []
    with zipfile.ZipFile(path, "w") as archive:
        root = "tiny-imagenet-200"
        archive.writestr(f"{root}/wnids.txt", "\n".join(WNIDS) + "\n")
        words = [f"{wnid}\t{told}" for wnid, (_name, told) in WNIDS.items()]
        archive.writestr(f"{root}/words.txt", "\n".join(["n99\tentity", *words]) + "\n")
        for place, (wnid, (colour, _told)) in enumerate(WNIDS.items()):
            archive.writestr(f"{root}/train/{wnid}/{wnid}_boxes.txt", "")
            for number in range(3):
                name = f"{root}/train/{wnid}/images/{wnid}_{number}.JPEG"
                archive.writestr(name, encoded(swatch(colour, number), ".jpg"))
            for number in range(2):
                shown = f"val_{2 * place + number}.JPEG"
                labels.append(f"{shown}\t{wnid}\t0\t0\t9\t9")
                image = encoded(swatch(colour, 9 + number), ".jpg")
                archive.writestr(f"{root}/val/images/{shown}", image)
        archive.writestr(f"{root}/val/val_annotations.txt", "\n".join(labels) + "\n")
        for number in range(test):
            archive.writestr(f"{root}/test/images/test_{number}.JPEG", b"")
    return path


def flickr8k(folder):
    """Write the ZIP: two images to train, two of the development part, whose captions are colours."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "flickr8k-train-dev.zip"
    rows = ["split,image,caption"]
    with zipfile.ZipFile(path, "w") as archive:
        for part, colours in (("train", ("white", "black")), ("dev", ("red", "blue"))):
            for colour in colours:
                archive.writestr(f"flickr8k/{part}/{colour}.webp", encoded(swatch(colour), ".webp"))
                rows += [f"{part},{part}/{colour}.webp,{told}" for told in (colour, colour.upper())]
        archive.writestr("flickr8k/captions.csv", "\r\n".join(rows) + "\r\n")
    return path


def flickr8k_text(folder):
    """Write the official files: images in one folder, captions and the list of the part beside it."""
    images = folder / "Flicker8k_Dataset"
    images.mkdir(parents=True)
    told = []
    for colour in ("white", "red", "blue"):
        (images / f"{colour}.jpg").write_bytes(encoded(swatch(colour), ".jpg"))
        told += [f"{colour}.jpg#0\t{colour}", f"{colour}.jpg#1\t{colour.upper()}"]
    (folder / "Flickr8k.token.txt").write_text("\n".join(told) + "\n")
    (folder / "Flickr_8k.devImages.txt").write_text("red.jpg\nblue.jpg\n")
    return folder


def caltech(folder, classes, others=("Faces_easy",), each=2):
    """Write the official folder: `each` images of each class, whose quarters have colours of its own."""
    for place, name in enumerate((*classes, *others)):
        quarters = np.random.default_rng(place).integers(0, 255, (2, 2, 3), np.uint8)
        for number in range(each):
            image = quarters.repeat(24, axis=0).repeat(24, axis=1)
            image[:8, 8 * number : 8 * number + 8] = 128
            path = folder / "101_ObjectCategories" / name / f"image_{number + 1:04}.jpg"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(encoded(image, ".jpg"))
    return folder
