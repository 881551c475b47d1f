"""Right colours in sRGB on white, from every mode, depth and profile."""

import struct
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageCms

from lookalike.imaging import decode
from tests.imaging.conftest import close

WHITE = [255, 255, 255]


def test_16_bit_grey_is_rescaled_not_clipped(encoded):
    samples = np.array([[0, 255, 256, 25_700], [32_768, 51_400, 65_279, 65_535]], np.uint16)
    expected = [0, 1, 1, 100, 128, 200, 254, 255]
    for kind in ("PNG", "TIFF"):
        image = decode(encoded(Image.fromarray(samples), kind), "deep").image
        assert np.abs(image[..., 0].ravel().astype(int) - expected).max() <= 1, kind
        assert np.array_equal(image[..., 0], image[..., 2])


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        (np.array([[0.0, 0.5, 1.0]], np.float32), [0, 128, 255]),
        (np.array([[0.0, 51.0, 255.0]], np.float32), [0, 51, 255]),
        (np.array([[-100.0, 0.0, 1e6]], np.float32), [0, 0, 255]),
        (np.array([[np.nan, np.inf, 1.0]], np.float32), [0, 0, 255]),
        (np.array([[-3e38, 0.0, 3e38]], np.float32), [0, 128, 255]),
        (np.array([[0, 20, 255]], np.int32), [0, 20, 255]),
        (np.array([[0, 257, 65_535]], np.int32), [0, 1, 255]),
        (np.array([[0, 0, 0]], np.int32), [0, 0, 0]),
    ],
)
def test_32_bit_samples_are_scaled_to_the_smallest_usual_white(encoded, samples, expected):
    image = decode(encoded(Image.fromarray(samples), "TIFF"), "deep.tif").image
    assert np.abs(image[0, :, 1].astype(int) - expected).max() <= 1


def test_hidden_colours_under_clear_pixels_do_not_leak(encoded):
    pixels = np.zeros((1000, 1000, 4), np.uint8)
    pixels[:, ::2] = (255, 0, 0, 0)
    pixels[:, 1::2] = (10, 20, 30, 255)
    for full in (True, False):  # False: also through the averaging
        for kind, options in (("PNG", {}), ("WEBP", {"lossless": True, "exact": True})):
            image = decode(encoded(Image.fromarray(pixels), kind, **options), "a", full=full).image
            if full:
                assert image[5, 4].tolist() == WHITE
                assert image[5, 5].tolist() == [10, 20, 30]
            else:
                assert close(image[5, 5], (132, 137, 142), 1)


def test_half_clear_pixels_are_mixed_with_white(encoded):
    image = Image.new("RGBA", (4, 4), (0, 100, 200, 51))
    assert close(decode(encoded(image, "PNG"), "a").image[0, 0], (204, 224, 244), 1)
    grey = Image.new("LA", (4, 4), (0, 51))
    assert close(decode(encoded(grey, "PNG"), "a").image[0, 0], (204, 204, 204), 1)


def test_the_clear_colour_of_palette_grey_and_rgb_files_turns_white(encoded):
    palette = Image.new("P", (4, 4), 1)
    palette.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0])
    palette.paste(2, (0, 0, 2, 4))
    for kind in ("PNG", "GIF"):
        image = decode(encoded(palette, kind, transparency=1), "p").image
        assert image[0, 3].tolist() == WHITE
        assert image[0, 0].tolist() == [0, 255, 0]
    partly = decode(encoded(palette, "PNG", transparency=bytes([255, 51, 255])), "p").image
    assert close(partly[0, 3], (255, 204, 204), 1)
    grey = Image.new("L", (4, 4), 9)
    assert decode(encoded(grey, "PNG", transparency=9), "l").image[0, 0].tolist() == WHITE
    red = Image.new("RGB", (4, 4), (255, 0, 0))
    assert decode(encoded(red, "PNG", transparency=(255, 0, 0)), "c").image[0, 0].tolist() == WHITE
    one = Image.new("1", (4, 4), 0)
    assert decode(encoded(one, "PNG", transparency=0), "1").image[0, 0].tolist() == WHITE
    deep = Image.fromarray(np.full((4, 4), 300, np.uint16))
    assert decode(encoded(deep, "PNG", transparency=300), "d").image[0, 0].tolist() == WHITE


def test_one_bit_images_are_black_and_white(encoded):
    image = Image.new("1", (4, 4), 1)
    image.putpixel((0, 0), 0)
    for kind, options in (("PNG", {}), ("BMP", {}), ("TIFF", {"compression": "group4"})):
        decoded = decode(encoded(image, kind, **options), kind).image
        assert decoded[0, 0].tolist() == [0, 0, 0]
        assert decoded[3, 3].tolist() == WHITE


def test_cmyk_without_a_profile_has_the_plain_colours(encoded):
    for kind in ("JPEG", "TIFF"):
        image = Image.new("CMYK", (16, 16), (255, 0, 0, 0))
        assert close(decode(encoded(image, kind), kind).image[8, 8], (0, 255, 255))
        paper = Image.new("CMYK", (16, 16), (0, 0, 0, 0))
        assert close(decode(encoded(paper, kind), kind).image[8, 8], WHITE)


def test_cmyk_goes_through_its_profile(encoded):
    image = Image.new("CMYK", (16, 16), (0, 255, 0, 0))
    plain = decode(encoded(image, "JPEG"), "m.jpg").image[8, 8]
    through = decode(encoded(image, "JPEG", icc_profile=cmyk_profile()), "m.jpg").image[8, 8]
    assert close(plain, (255, 0, 255))
    assert close(through, (200, 61, 147), 12)  # sRGB of the profile's Lab 50, 60, -10 for magenta


def test_colours_of_a_wide_profile_are_brought_to_srgb(encoded):
    profile = swapped_profile()
    data = encoded(Image.new("RGB", (16, 16), (255, 0, 0)), "PNG", icc_profile=profile)
    assert close(decode(data, "swapped.png").image[0, 0], (0, 255, 0))
    clear = Image.new("RGBA", (16, 16), (255, 0, 0, 0))
    assert decode(encoded(clear, "PNG", icc_profile=profile), "a").image[0, 0].tolist() == WHITE


def test_an_srgb_profile_changes_nothing(encoded, quarters, srgb_profile):
    with_profile = decode(encoded(quarters(), "PNG", icc_profile=srgb_profile), "a").image
    assert np.array_equal(with_profile, np.asarray(quarters()))


@pytest.mark.parametrize("profile", [b"nonsense", b"\0" * 4000])
def test_a_damaged_or_foreign_profile_is_as_none(encoded, quarters, profile):
    expected = decode(encoded(quarters(), "JPEG"), "a").image
    assert np.array_equal(
        decode(encoded(quarters(), "JPEG", icc_profile=profile), "a").image, expected
    )
    foreign = encoded(quarters(), "JPEG", icc_profile=cmyk_profile())
    assert np.array_equal(decode(foreign, "a").image, expected)
    grey = encoded(quarters().convert("L"), "PNG", icc_profile=swapped_profile())
    assert decode(grey, "grey").image.shape == (48, 64, 3)


def test_lab_comes_out_in_srgb(encoded):
    lab = Image.new("LAB", (8, 8), (255, 128, 128))
    assert close(decode(encoded(lab, "TIFF"), "lab.tif").image[0, 0], WHITE, 8)


def swapped_profile():
    """An RGB profile whose red and green change places: sRGB with two of its tags exchanged."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    names = [132 + 12 * index for index in range(struct.unpack_from(">I", profile, 128)[0])]
    for at in names:
        name = bytes(profile[at : at + 4])
        profile[at : at + 4] = {b"rXYZ": b"gXYZ", b"gXYZ": b"rXYZ"}.get(name, name)
    return bytes(profile)


def cmyk_profile():
    """A CMYK profile of one table, 2 x 2 x 2 x 2 (ICC.1:2001-04, 6.5.7): magenta is Lab 50, 60, -10."""
    table = []
    for corner in range(16):
        cyan, magenta, yellow, black = (corner >> bit & 1 for bit in (3, 2, 1, 0))
        light = 0 if black else 100 - 50 * magenta - 20 * cyan - 5 * yellow
        a, b = (60 * magenta, -10 * magenta) if not (cyan or yellow or black) else (0, 0)
        table += [round(light * 255 / 100), 128 + a, 128 + b]
    ramp = bytes(range(256))
    identity = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    lut = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + identity + ramp * 4 + bytes(table) + ramp * 3
    lut += bytes(-len(lut) % 4)
    text = b"desc" + bytes(4) + struct.pack(">I", 5) + b"test\0" + bytes(79)
    text += bytes(-len(text) % 4)
    white = b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)
    bodies = [(b"desc", text), (b"A2B0", lut), (b"wtpt", white)]
    at, entries, data = 128 + 4 + 12 * len(bodies), b"", b""
    for name, body in bodies:
        entries += name + struct.pack(">II", at + len(data), len(body))
        data += body
    size = at + len(data)
    head = struct.pack(">I4sI", size, b"lcms", 0x02400000) + b"prtrCMYKLab "
    head += struct.pack(">6H", 2020, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    head += struct.pack(">3i", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + struct.pack(">I", len(bodies)) + entries + data


def test_the_profile_made_here_is_one(encoded):
    opened = ImageCms.ImageCmsProfile(BytesIO(cmyk_profile()))
    assert opened.profile.xcolor_space == "CMYK"
