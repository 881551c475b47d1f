"""A small residual network, chosen by the size of the pictures."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

SAMPLE = 4096
FAINTEST = 5e-4


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a network: pictures of `side` pixels, a stem, three stages of `widths` channels.

    The stem looks at patches of `patch` pixels every `stride` pixels, in their `components` strongest
    directions.
    """

    side: int
    patch: int
    stride: int
    components: int
    widths: tuple[int, int, int] = (64, 256, 256)

    @property
    def dims(self) -> int:
        """Numbers in a row."""
        return self.widths[-1]


def shape_for(side: int) -> Shape:
    """Return the network for pictures of `side` pixels: after the stem all are about 32 wide."""
    stride = max(1, side // 32)
    patch = 2 * stride
    return Shape(side=side, patch=patch, stride=stride, components=min(24, 3 * patch * patch))


class Whitening(nn.Module):
    """Pictures (n, 3, side, side), 0..255, to what their patches have in each direction, uncorrelated.

    `components` directions and their opposites, computed from the data and never trained, but for a
    bias (Jordan, 94% on CIFAR-10 in 3.29 Seconds on a Single GPU, 2024).
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, patch: int, stride: int, components: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.full((3, 1, 1), 127.5))
        self.register_buffer("deviation", torch.full((3, 1, 1), 64.0))
        self.filters = nn.Conv2d(3, 2 * components, patch, stride=stride)
        self.filters.weight.requires_grad = False

    def forward(self, images: Tensor) -> Tensor:
        """Return (n, 2 components, high, wide) float32."""
        filtered: Tensor = self.filters((images.float() - self.mean) / self.deviation)
        return filtered

    @torch.no_grad()
    def learn(self, images: Tensor) -> None:
        """Set mean, deviation and filters from pictures (n, 3, side, side) uint8."""
        some = images[:SAMPLE].float()
        self.mean.copy_(some.mean((0, 2, 3))[:, None, None])
        self.deviation.copy_(some.std((0, 2, 3))[:, None, None].clamp_min(1.0))
        normal = (some - self.mean) / self.deviation
        patch = self.filters.kernel_size[0]
        patches = functional.unfold(normal, patch, stride=patch).transpose(1, 2).flatten(0, 1)
        values, vectors = torch.linalg.eigh(patches.T @ patches / len(patches))
        strongest = (vectors / torch.sqrt(values + FAINTEST)).T[-self.filters.out_channels // 2 :]
        whitening = strongest.reshape(-1, 3, patch, patch)
        self.filters.weight.copy_(torch.cat([whitening, -whitening]))
        if self.filters.bias is not None:
            self.filters.bias.zero_()


class ResidualNetwork(nn.Module):
    """Pictures (n, 3, side, side) uint8 to unit rows (n, dims).

    A whitening stem, three stages of two convolutions (He et al., Deep Residual Learning, CVPR 2016;
    sizes and strong batch statistics after Jordan, 2024, as the stem), global maximum.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.stem = Whitening(shape.patch, shape.stride, shape.components)
        sizes = (2 * shape.components, *shape.widths)
        self.stages = nn.Sequential(*map(_Stage, sizes[:-1], sizes[1:]))

    def forward(self, images: Tensor) -> Tensor:
        """Return unit rows (n, dims) float32 of pictures (n, 3, side, side), 0..255."""
        deep = self.stages(functional.gelu(self.stem(images)))
        return functional.normalize(deep.amax((2, 3)).float())


class Halving(nn.Module):
    """Two convolutions and their norms: the maxima of 2 x 2 after the first halve the picture."""

    def __init__(self, channels: int, wider: int, momentum: float) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, wider, 3, padding=1, bias=False)
        self.second = nn.Conv2d(wider, wider, 3, padding=1, bias=False)
        self.norms = nn.ModuleList(nn.BatchNorm2d(wider, momentum=momentum) for _each in range(2))

    def halved(self, images: Tensor) -> Tensor:
        """Return what the first convolution finds, (n, wider, high / 2, wide / 2)."""
        found: Tensor = self.norms[0](functional.max_pool2d(self.first(images), 2))
        return found

    def further(self, wide: Tensor) -> Tensor:
        """Return what the second convolution finds, as large as what it is given."""
        found: Tensor = self.norms[1](self.second(wide))
        return found


class _Stage(Halving):
    """Halves the picture, then adds what one more convolution finds."""

    def __init__(self, channels: int, wider: int) -> None:
        super().__init__(channels, wider, momentum=0.4)

    def forward(self, images: Tensor) -> Tensor:
        wide = functional.gelu(self.halved(images))
        return functional.gelu(wide + self.further(wide))
