"""Claims of headers, on both sides of each limit; no pixel is decoded to refuse one."""

import resource
import struct
import zlib

import pytest
from PIL import Image

from lookalike.core.errors import ImageBroken, ImageTooLarge, ImageTruncated
from lookalike.core.settings import Settings
from lookalike.imaging import Limits, decode
from lookalike.imaging.limits import MAX_SCANS


def refused(data, limits=None):
    """Expect a refusal that took no memory: the pixels were neither decoded nor allocated."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ImageTooLarge) as caught:
        decode(data, "claim.png", limits or Limits())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 * 1024  # kB
    assert "claim.png" in str(caught.value)
    return caught.value


def test_a_small_png_that_claims_9000_by_9000_is_refused_by_the_setting_it_names(png_claiming):
    data = png_claiming(9000, 9000)
    assert len(data) < 160
    error = refused(data)
    assert error.params["setting"] == "LOOKALIKE_MAX_PIXELS"
    assert "9000 x 9000" in str(error)


def test_a_png_of_30000_by_2_is_refused_for_its_proportions(png_claiming):
    error = refused(png_claiming(30000, 2))
    assert error.params["limit"] == "20:1"
    assert refused(png_claiming(2, 30000)).params["limit"] == "20:1"


@pytest.mark.parametrize(("width", "passes"), [(200, True), (201, False)])
def test_twenty_to_one_passes_and_a_pixel_more_does_not(encoded, width, passes):
    data = encoded(Image.new("RGB", (width, 10), "red"), "PNG")
    if passes:
        assert decode(data, "long").image.shape == (10, 200, 3)
    else:
        refused(data)


@pytest.mark.parametrize(("side", "mode"), [(30_000, 2), (13_000, 0)])
def test_giants_are_refused_on_the_header(png_claiming, side, mode):
    assert refused(png_claiming(side, side, colour_type=mode)).params["limit"] == 50_000_000


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "AVIF", "HEIF", "BMP", "TIFF", "JPEG"])
def test_every_format_is_bounded_by_its_pixels_on_both_sides(encoded, quarters, kind):
    data = encoded(quarters((64, 48)), kind)
    enough = Limits(pixels=64 * 48, pixels_jpeg=64 * 48)
    assert decode(data, "just", enough).width == 64
    short = Limits(pixels=64 * 48 - 1, pixels_jpeg=64 * 48 - 1)
    setting = "LOOKALIKE_MAX_PIXELS_JPEG" if kind == "JPEG" else "LOOKALIKE_MAX_PIXELS"
    assert refused(data, short).params["setting"] == setting


def test_a_webp_and_a_gif_are_bounded_before_their_libraries_allocate(encoded, quarters):
    webp = bytearray(encoded(quarters(), "WEBP", lossless=True))
    webp[21:25] = struct.pack("<I", 16_382 | 16_382 << 14)
    assert "16383 x 16383" in str(refused(bytes(webp)))
    frame = b"\x2c" + struct.pack("<HHHH", 0, 0, 60_000, 60_000) + b"\0\2\1\0\0;"
    disposed = b"\x21\xf9\4\x08\0\0\0\0"
    gif = b"GIF89a" + struct.pack("<HHBBB", 10, 10, 0, 0, 0) + disposed + frame
    assert "60000 x 60000" in str(refused(gif))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_frames_times_pixels_are_capped_on_both_sides(encoded, quarters, kind):
    frames = [quarters().rotate(angle) for angle in (90, 180)]
    data = encoded(quarters(), kind, save_all=True, append_images=frames)
    assert decode(data, "just", Limits(pixels=3 * 64 * 48)).width == 64
    error = refused(data, Limits(pixels=3 * 64 * 48 - 1))
    assert error.params["setting"] == "LOOKALIKE_MAX_PIXELS"


def test_pages_of_a_tiff_and_previews_of_a_jpeg_are_not_frames(encoded, quarters):
    pages = {"save_all": True, "append_images": [quarters(), quarters()]}
    limits = Limits(pixels=64 * 48, pixels_jpeg=64 * 48)
    assert decode(encoded(quarters(), "TIFF", **pages), "scan", limits).format == "TIFF"
    assert decode(encoded(quarters(), "MPO", **pages), "stereo", limits).format == "JPEG"


def test_the_bytes_of_a_file_are_bounded_on_both_sides(encoded, quarters):
    data = encoded(quarters(), "PNG")
    assert decode(data, "just", Limits(file_bytes=len(data))).width == 64
    error = refused(data, Limits(file_bytes=len(data) - 1))
    assert error.params["setting"] == "LOOKALIKE_MAX_FILE_BYTES"


def test_a_file_too_small_for_the_pixels_it_claims_is_truncated_before_it_is_decoded(png_claiming):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ImageTruncated):
        decode(png_claiming(7000, 7000), "claim.png")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 * 1024


def test_the_most_compressible_png_there_is_still_passes(encoded):
    for mode in ("1", "L", "RGB", "RGBA"):
        data = encoded(Image.new(mode, (3000, 3000)), "PNG", optimize=True)
        assert decode(data, mode).width == 3000


def test_a_flat_jpeg_still_passes(encoded):
    data = encoded(Image.new("L", (4000, 4000), 128), "JPEG", optimize=True, progressive=True)
    assert decode(data, "flat").width == 4000


def test_a_tiff_whose_tile_is_larger_than_an_image_may_be_is_refused():
    tags = [(256, 4, 10), (257, 4, 10), (258, 3, 8), (259, 3, 8), (262, 3, 1), (277, 3, 1)]
    tags += [(322, 4, 20_000), (323, 4, 20_000), (324, 4, 200), (325, 4, 50)]
    directory = struct.pack("<H", len(tags))
    directory += b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    data = b"II*\0\x08\0\0\0" + directory + bytes(4)
    data = data.ljust(200, b"\0") + zlib.compress(bytes(1000)).ljust(50, b"\0")
    assert "20000 x 20000" in str(refused(data))


def test_a_large_bitmap_of_run_lengths_is_refused_at_a_tenth():
    def rle(width, height):
        rows = b"".join(bytes([width, 7]) + b"\0\0" for _ in range(height)) + b"\0\1"
        header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, len(rows), 0, 0, 256, 0)
        palette = b"".join(bytes([i, 0, 0, 0]) for i in range(256))
        start = 14 + 40 + 1024
        return (
            b"BM" + struct.pack("<IHHI", start + len(rows), 0, 0, start) + header + palette + rows
        )

    assert decode(rle(100, 50), "rle", Limits(pixels=50_000)).image[0, 0].tolist() == [0, 0, 7]
    assert refused(rle(100, 51), Limits(pixels=50_000)).params["limit"] == 5_000


def test_a_jpeg_of_endless_scans_is_refused(encoded, quarters):
    data = encoded(quarters(), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    scan = data[last:-2]
    more = MAX_SCANS - data.count(b"\xff\xda")
    assert decode(data[:-2] + more * scan + b"\xff\xd9", "scans").width == 64
    error = refused(data[:-2] + (more + 1) * scan + b"\xff\xd9")
    assert error.params["limit"] == MAX_SCANS


def test_a_ztxt_bomb_is_refused_as_broken(png_claiming, chunk):
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(50 * 2**20), 9))
    small = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(1000), 9))
    body = 2 * (b"\0" + bytes(6))
    with pytest.raises(ImageBroken):
        decode(png_claiming(2, 2, extra=bomb, body=body), "bomb.png")
    assert decode(png_claiming(2, 2, extra=small, body=body), "text.png").width == 2


def test_one_pixel_is_an_image(encoded):
    for kind in ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "AVIF", "HEIF"):
        picture = decode(encoded(Image.new("RGB", (1, 1), "white"), kind), "dot")
        assert picture.image.shape == (1, 1, 3)
        assert picture.image.min() > 250


def test_the_limits_come_from_the_settings():
    settings = Settings(max_pixels=7, max_pixels_jpeg=8, max_file_bytes=9, _env_file=None)
    assert Limits.from_settings(settings) == Limits(pixels=7, pixels_jpeg=8, file_bytes=9)
    assert Limits.from_settings(Settings(_env_file=None)) == Limits()
