"""From the pixels of any mode to sRGB on white, upright."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps

MAX_PROFILE_BYTES = 8 * 2**20

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SPACES = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab ": "LAB"}
_WHITES = (1.0, 255.0, 65535.0)
_LARGEST = 1e37
_STEPS = np.rint(np.linspace(0, 255, 9)).astype(np.uint8)
_PROBE = np.stack(np.meshgrid(_STEPS, _STEPS, _STEPS), axis=-1).reshape(27, 27, 3)


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """Turn and mirror as the EXIF orientation 1 to 8 says (Exif 3.0, 4.6.5.1.6)."""
    method = _UPRIGHT.get(orientation)
    return image if method is None else image.transpose(method)


def eight_bits(image: Image.Image) -> Image.Image:
    """Return the image in one of L, RGB, RGBA, CMYK, LAB: 8 bits, no palette, alpha only in RGBA.

    Deeper samples are rescaled, never clipped: 16 bits by their full scale, 32 bits and floats by
    the smallest usual white (1 for floats, 255, 65535) that none exceeds, else by the largest.
    """
    if image.mode.startswith("I;16"):
        image = _sixteen_bits(image)
    elif image.mode in ("I", "F"):
        image = _by_white(image)
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode in ("L", "RGB", "CMYK", "LAB"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def srgb_on_white(image: Image.Image, profile: object) -> Image.Image:
    """Return RGB in sRGB: colours through the ICC `profile` where there is one that fits, on white.

    `image` is of a mode that `eight_bits` gives. A broken or foreign profile is as none.
    """
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = image.convert("RGB") if alpha else image
    colours = _to_srgb(colours, profile if isinstance(profile, bytes) else b"")
    if alpha is None:
        return colours
    white = Image.new("RGB", colours.size, "white")
    white.paste(colours, mask=alpha)
    return white


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    if profile and len(profile) <= MAX_PROFILE_BYTES:
        try:
            return _through_profile(image, profile)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a damaged profile must not cost the image
    if image.mode == "LAB":
        lab = ImageCms.createProfile("LAB")
        return _transformed(image, ImageCms.ImageCmsProfile(lab))
    return image.convert("RGB")


def _through_profile(image: Image.Image, profile: bytes) -> Image.Image:
    opened = ImageCms.ImageCmsProfile(BytesIO(profile))
    space = _SPACES.get(opened.profile.xcolor_space)
    if space == "RGB" and image.mode == "L":
        image = image.convert("RGB")
    if space != image.mode:
        raise ValueError("a profile for another kind of image")
    return _transformed(image, opened)


def _transformed(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    # The target is made anew each time: profiles must not be shared between threads.
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    transform = ImageCms.buildTransform(profile, srgb, image.mode, "RGB")
    if image.mode == "RGB" and _changes_nothing(transform):
        return image
    return transform.apply(image)


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    """Say whether no colour moves by more than a step, as of the many files that embed sRGB.

    Tried on 9 x 9 x 9 colours, at a hundredth of the cost of a working image.
    """
    probe = Image.fromarray(_PROBE)
    moved = np.asarray(transform.apply(probe), np.int16) - _PROBE
    return int(np.abs(moved).max()) <= 1


def _sixteen_bits(image: Image.Image) -> Image.Image:
    samples: NDArray[np.uint16] = np.asarray(image)
    tags = getattr(image, "tag_v2", {})
    shift = 4 if tags.get(258) == (12,) else 8  # a TIFF of 12 bits is unpacked, not rescaled
    grey = Image.fromarray(np.minimum(samples >> shift, 255).astype(np.uint8))
    if tags.get(262) == 0:  # white is zero: the library turns 8 bits round, but not 16
        grey = ImageOps.invert(grey)
    clear = image.info.get("transparency")
    if isinstance(clear, int):
        grey.putalpha(Image.fromarray(np.where(samples == clear, 0, 255).astype(np.uint8)))
    return grey


def _by_white(image: Image.Image) -> Image.Image:
    samples = np.nan_to_num(np.asarray(image, np.float32), posinf=0, neginf=0)
    np.clip(samples, -_LARGEST, _LARGEST, out=samples)
    samples -= min(float(samples.min()), 0.0)
    largest = float(samples.max())
    whites = _WHITES if image.mode == "F" else _WHITES[1:]
    white = next((usual for usual in whites if largest <= usual), largest)
    samples *= 255.0 / white
    return Image.fromarray(np.rint(samples).astype(np.uint8))
