"""Right size and right way up, from every format."""

import threading
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from lookalike.imaging import Limits, decode
from tests.imaging.conftest import TO_FILE, close


def test_every_format_comes_out_upright_in_rgb_with_its_name(one_of_each):
    names = {"jpeg": "JPEG", "mpo": "JPEG", "apng": "PNG", "lossless webp": "WebP", "gif": "GIF"}
    names |= {"avif": "AVIF", "heic": "HEIC", "palette bmp": "BMP", "fax tiff": "TIFF"}
    for name, data in one_of_each.items():
        picture = decode(data, name)
        assert picture.image.shape == (48, 64, 3), name
        assert picture.image.dtype == np.uint8
        assert (picture.width, picture.height) == (64, 48)
        assert picture.format == names.get(name, picture.format)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "JPEG", "AVIF"])
def test_the_eight_orientations_give_the_same_image(encoded, quarters, kind):
    upright = quarters((1000, 928))
    expected = None
    for orientation, method in TO_FILE.items():
        stored = upright if method is None else upright.transpose(method)
        exif = Image.Exif()
        exif[0x0112] = orientation
        lossless = {"lossless": True} if kind == "WEBP" else {}
        data = encoded(stored, kind, exif=exif.tobytes(), **lossless)
        picture = decode(data, str(orientation))
        assert (picture.width, picture.height) == (1000, 928), orientation
        if expected is None:
            expected = picture.image
        assert picture.image.shape == expected.shape
        if kind in ("JPEG", "AVIF"):
            assert np.abs(picture.image.astype(int) - expected).mean() < 1
        else:
            assert np.array_equal(picture.image, expected), orientation


def test_a_heic_is_turned_once(quarters, encoded):
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(quarters().transpose(Image.Transpose.ROTATE_90), "HEIF", exif=exif.tobytes())
    picture = decode(data, "phone.heic")
    assert picture.image.shape == (48, 64, 3)
    assert close(picture.image[10, 10], (220, 30, 40), 12)


@pytest.mark.parametrize(
    ("size", "working"),
    [
        ((600, 448), (448, 600)),
        ((1000, 895), (448, 500)),  # the decoder rounds 447.5 up
        ((1000, 894), (894, 1000)),
        ((1792, 896), (448, 896)),
        ((895, 1790), (895, 448)),
        ((1800, 1793), (449, 450)),
        ((3600, 3584), (448, 450)),
        ((8000, 6200), (775, 1000)),
    ],
)
def test_a_jpeg_is_decoded_at_the_smallest_scale_that_leaves_448(encoded, size, working):
    data = encoded(Image.new("RGB", size, "green"), "JPEG")
    picture = decode(data, "photo.jpg")
    assert picture.image.shape == (*working, 3)
    assert (picture.width, picture.height) == size
    assert decode(data, "photo.jpg", full=True).image.shape == (size[1], size[0], 3)


def test_other_formats_are_averaged_down_to_448_and_full_leaves_them(encoded):
    stripes = np.zeros((1344, 1500, 3), np.uint8)
    stripes[::3] = 90
    data = encoded(Image.fromarray(stripes), "PNG")
    picture = decode(data, "stripes.png")
    assert picture.image.shape == (448, 500, 3)
    assert picture.image.min() == picture.image.max() == 30
    assert np.array_equal(decode(data, "stripes.png", full=True).image, stripes)
    small = encoded(Image.fromarray(stripes[:895]), "PNG")
    assert decode(small, "small.png").image.shape == (895, 1500, 3)


def test_a_full_jpeg_over_the_ordinary_limit_comes_at_the_scale_that_is_under_it(encoded):
    data = encoded(Image.new("RGB", (1000, 800), "green"), "JPEG")
    assert decode(data, "a", Limits(pixels=800_000), full=True).image.shape == (800, 1000, 3)
    picture = decode(data, "a", Limits(pixels=799_999), full=True)
    assert picture.image.shape == (400, 500, 3)
    assert (picture.width, picture.height) == (1000, 800)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_of_an_animation_the_first_frame_counts(encoded, kind):
    first, second = Image.new("RGB", (32, 32), "red"), Image.new("RGB", (32, 32), "blue")
    data = encoded(first, kind, save_all=True, append_images=[second, first], duration=100)
    assert close(decode(data, "moving").image[16, 16], (255, 0, 0))


@pytest.mark.parametrize("tail", [b"<html><script>alert(1)</script></html>", None])
def test_a_polyglot_of_jpeg_and_something_else_is_accepted(encoded, quarters, tail):
    if tail is None:
        tail = b"PK\x03\x04" + zlib.compress(b"inside") + b"PK\x05\x06" + bytes(18)
    image = encoded(quarters(), "JPEG")
    picture = decode(image + tail, "both.jpg")
    assert np.array_equal(picture.image, decode(image, "one.jpg").image)


def test_the_same_bytes_give_the_same_pixels_in_many_threads(one_of_each):
    expected = {name: decode(data, name).image for name, data in one_of_each.items()}
    failures = []

    def compare(name):
        if not np.array_equal(decode(one_of_each[name], name).image, expected[name]):
            failures.append((name, threading.get_ident()))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(compare, list(one_of_each) * 10))
    assert failures == []
