"""The network of `mini`: a whitening stem and three stages of residual blocks, small and plain."""

from torch import Tensor, nn
from torch.nn import functional

from lookalike.training.mini.recipe import NetworkRecipe
from lookalike.training.network import Whitening


class MiniNetwork(nn.Module):
    """Pictures (n, 3, side, side) uint8 to unit rows (n, dims).

    Nothing but convolutions of 3 x 3, ReLU and a mean over the picture: what whole numbers of eight
    bits calculate well (He et al., Deep Residual Learning, CVPR 2016).
    """

    def __init__(self, recipe: NetworkRecipe, dims: int) -> None:
        super().__init__()
        self.stem = Whitening(recipe.patch, recipe.stride, recipe.components)
        sizes = (2 * recipe.components, *recipe.widths)
        self.stages = nn.Sequential(*map(_Stage, sizes[:-1], sizes[1:]))
        self.out = nn.Linear(recipe.widths[-1], dims)

    def forward(self, images: Tensor) -> Tensor:
        """Return unit rows (n, dims) float32 of pictures (n, 3, side, side), 0..255."""
        deep = self.stages(functional.relu(self.stem(images)))
        return functional.normalize(self.out(deep.mean((2, 3))).float())


class _Stage(nn.Module):
    """Halves the picture, then adds what a block of two convolutions finds."""

    def __init__(self, channels: int, wider: int) -> None:
        super().__init__()
        self.halve = _convolution(channels, wider, stride=2)
        self.first = _convolution(wider, wider)
        self.second = _convolution(wider, wider, first=0.0)

    def forward(self, images: Tensor) -> Tensor:
        halved = functional.relu(self.halve(images))
        return functional.relu(halved + self.second(functional.relu(self.first(halved))))


def _convolution(
    channels: int, wider: int, *, stride: int = 1, first: float = 1.0
) -> nn.Sequential:
    """Return a convolution and its norm; `first`: the factor that this starts with."""
    norm = nn.BatchNorm2d(wider)
    nn.init.constant_(norm.weight, first)
    return nn.Sequential(nn.Conv2d(channels, wider, 3, stride=stride, padding=1, bias=False), norm)
