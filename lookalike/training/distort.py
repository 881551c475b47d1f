"""Cutting out, recolouring and RandAugment: each picture of a batch by chances of its own.

All take pictures (n, 3, height, width) uint8 and a generator on the processor, and return as many
of the same kind.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Generator, Tensor
from torch.nn import functional

ASPECTS = (3 / 4, 4 / 3)
GREY = 128
LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601, section 2.5.1


def cut_out(images: Tensor, smallest: float | Tensor, chance: Generator) -> Tensor:
    """Return a rectangle of each, enlarged to the whole: of `smallest` to all of its area.

    Proportions between ASPECTS of the picture's own (Szegedy et al., Going Deeper with Convolutions,
    CVPR 2015, section 6).
    """
    count = len(images)
    area = _between(smallest, 1.0, (count,), chance)
    low, high = torch.tensor(ASPECTS).log()
    aspect = _between(float(low), float(high), (count,), chance).exp()
    sides = torch.stack([area * aspect, area / aspect], 1).sqrt().clamp(max=1)
    centres = (1 - sides) * _between(-1.0, 1.0, (count, 2), chance)
    maps = torch.cat([torch.diag_embed(sides), centres[:, :, None]], 2)
    grid = functional.affine_grid(maps, list(images.shape), align_corners=False)
    cut = functional.grid_sample(
        images.float(), grid, padding_mode="reflection", align_corners=False
    )
    return _bytes(cut)


def recoloured(images: Tensor, strength: float, chance: Generator) -> Tensor:
    """Return each with brightness, contrast and saturation times 1 - strength to 1 + strength."""
    factors = _between(1 - strength, 1 + strength, (3, len(images), 1, 1, 1), chance)
    brightness, contrast, saturation = factors
    made = images.float() * brightness
    mean = _grey(made).mean((1, 2, 3), keepdim=True)
    made = mean + contrast * (made - mean)
    grey = _grey(made)
    return _bytes(grey + saturation * (made - grey))


def greyed(images: Tensor, share: float, chance: Generator) -> Tensor:
    """Return them with a `share` of all, drawn by chance, in grey."""
    chosen = torch.rand((len(images), 1, 1, 1), generator=chance) < share
    return torch.where(chosen, _bytes(_grey(images.float())), images)


def rand_augmented(images: Tensor, magnitude: int, chance: Generator) -> Tensor:
    """Return each after two operations of RandAugment at `magnitude` 0 to 30.

    Cubuk et al., RandAugment: Practical Automated Data Augmentation, 2020; as torchvision has it.
    """
    from torchvision.transforms.v2 import InterpolationMode, RandAugment

    change = RandAugment(2, magnitude, interpolation=InterpolationMode.BILINEAR, fill=GREY)
    with torch_drawing_from(chance):
        return torch.stack([change(image) for image in images])


@contextmanager
def torch_drawing_from(chance: Generator) -> Iterator[None]:
    """Let what takes no generator draw from one that `chance` starts; outside nothing has been drawn."""
    seed = int(torch.randint(2**62, (1,), generator=chance))
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        yield


def _between(low: float | Tensor, high: float, shape: tuple[int, ...], chance: Generator) -> Tensor:
    return low + (high - low) * torch.rand(shape, generator=chance)


def _grey(images: Tensor) -> Tensor:
    return (images * torch.tensor(LUMA)[:, None, None]).sum(1, keepdim=True)


def _bytes(images: Tensor) -> Tensor:
    return images.round().clamp(0, 255).to(torch.uint8)
