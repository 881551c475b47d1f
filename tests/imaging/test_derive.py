"""Thumbnails, perceptual hashes, dominant colours, previews."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageFilter

from lookalike.imaging import as_jpeg, decode, derive, preview


def opened(data):
    return Image.open(BytesIO(data), formats=["WEBP"])


def bits_apart(one, other):
    return (int(one, 16) ^ int(other, 16)).bit_count()


@pytest.fixture(scope="module")
def scene():
    """A picture of soft shapes, as photographs are: (480, 640, 3)."""
    dice = np.random.default_rng(3)
    small = Image.fromarray(dice.integers(0, 255, (6, 8, 3), dtype=np.uint8))
    return np.asarray(small.resize((640, 480), Image.Resampling.BICUBIC))


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((640, 480), (320, 240)),
        ((480, 640), (240, 320)),
        ((321, 10), (320, 10)),
        ((320, 320), (320, 320)),
        ((32, 20), (32, 20)),
        ((1, 1), (1, 1)),
        ((2000, 100), (320, 16)),
    ],
)
def test_a_thumbnail_is_320_on_its_longest_side_and_never_enlarged(size, expected):
    image = np.full((size[1], size[0], 3), 90, np.uint8)
    assert opened(derive(image).thumbnail).size == expected


def test_a_thumbnail_carries_no_metadata_and_no_alpha(encoded, quarters):
    exif = Image.Exif()
    exif[0x010F] = "Secret"
    data = encoded(quarters(), "JPEG", exif=exif.tobytes(), comment=b"Secret")
    thumbnail = derive(decode(data, "a").image).thumbnail
    assert b"Secret" not in thumbnail
    assert opened(thumbnail).mode == "RGB"
    assert opened(thumbnail).getexif() == {}


def test_the_hash_is_16_hex_digits_and_near_for_a_near_duplicate(scene):
    first = derive(scene).perceptual_hash
    assert len(first) == 16
    int(first, 16)
    half = np.asarray(Image.fromarray(scene).resize((320, 240)))
    blurred = np.asarray(Image.fromarray(scene).filter(ImageFilter.GaussianBlur(4)))
    darker = (scene * 0.7).astype(np.uint8)
    for near in (half, blurred, darker):
        assert bits_apart(first, derive(near).perceptual_hash) <= 4
    assert bits_apart(first, derive(np.ascontiguousarray(scene[:, ::-1])).perceptual_hash) > 16


def test_the_hash_is_the_sign_of_the_lowest_waves_against_their_median():
    # Light on the left, dark on the right: the first horizontal wave is positive, so bit 1 is set;
    # the constant term is above every median, so bit 0 is set.
    ramp = np.linspace(255, 0, 320).astype(np.uint8)
    image = np.repeat(np.tile(ramp, (320, 1))[..., None], 3, axis=2)
    assert int(derive(image).perceptual_hash, 16) >> 62 == 0b11
    turned = np.ascontiguousarray(image[:, ::-1])
    assert int(derive(turned).perceptual_hash, 16) >> 62 == 0b10


def test_the_dominant_colours_come_most_first():
    image = np.zeros((128, 128, 3), np.uint8)
    image[:] = (200, 30, 40)
    image[64:] = (10, 20, 220)
    image[112:] = (255, 255, 255)
    assert derive(image).colours == ("#c81e28", "#0a14dc", "#ffffff")


def test_there_are_at_most_five_colours():
    noise = np.random.default_rng(1).integers(0, 255, (300, 300, 3), dtype=np.uint8)
    colours = derive(noise).colours
    assert 1 <= len(colours) <= 5
    assert len(set(colours)) == len(colours)


def test_the_same_image_derives_the_same(scene):
    assert derive(scene) == derive(scene.copy())


def test_a_preview_has_the_side_asked_for(scene):
    assert opened(preview(scene, 100)).size == (100, 75)
    assert opened(preview(scene, 1280)).size == (640, 480)


def test_a_full_jpeg_has_all_pixels_upright_and_tells_nothing_of_its_file(scene):
    file = BytesIO()
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"
    Image.fromarray(scene).save(file, "JPEG", exif=exif, comment=b"secret", quality=95)
    data = as_jpeg(decode(file.getvalue(), "a.jpg", full=True).image)
    image = Image.open(BytesIO(data), formats=["JPEG"])
    assert image.size == (480, 640)
    assert not {"exif", "comment", "icc_profile"} & set(image.info)
    turned = np.rot90(scene, -1).astype(int)
    assert np.abs(np.asarray(image).astype(int) - turned).mean() < 3
