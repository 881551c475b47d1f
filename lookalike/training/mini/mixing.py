"""CutMix among pictures of one group: a piece of one in another, and both names right in part."""

import torch
from torch import Generator, Tensor


def cut_mixed(
    images: Tensor, groups: Tensor, share: Tensor | float, chance: Generator
) -> tuple[Tensor, Tensor, Tensor]:
    """Return pictures (n, 3, side, side), whose piece (n,) each holds, and how much (n,) is its own.

    A picture of a group >= 0 gets, by the chance that `share` (n,) gives it, a rectangle of another
    of that group, of any size; all others stay, and hold a piece of themselves. Yun et al., CutMix,
    ICCV 2019.
    """
    count, _channels, height, width = images.shape
    chosen = (torch.rand(count, generator=chance) < share) & (groups >= 0)
    sides = (1 - torch.rand(count, generator=chance)).sqrt()
    middle = torch.rand((2, count), generator=chance)
    other = torch.arange(count)
    for group in set(groups[chosen].tolist()):
        same = torch.nonzero(chosen & (groups == group))[:, 0]
        other[same] = same.roll(1)
    down = _within(height, middle[0], sides)
    across = _within(width, middle[1], sides)
    piece = down[:, None, :, None] & across[:, None, None, :] & chosen[:, None, None, None]
    return torch.where(piece, images[other], images), other, 1 - piece.float().mean((1, 2, 3))


def _within(size: int, middle: Tensor, share: Tensor) -> Tensor:
    """Say which places (n, size) lie in a stretch around a middle that is a share of all."""
    places = (torch.arange(size) + 0.5) / size
    return (places - middle[:, None]).abs() < share[:, None] / 2
