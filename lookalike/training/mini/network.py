"""The network of `mini`: a whitening stem and three stages of two convolutions, small and plain."""

from torch import Tensor, nn
from torch.nn import functional

from lookalike.training.mini.recipe import NetworkRecipe
from lookalike.training.network import Whitening


class MiniNetwork(nn.Module):
    """Pictures (n, 3, side, side) uint8 to unit rows (n, dims).

    Nothing but convolutions of 3 x 3, ReLU and maxima: what whole numbers of eight bits calculate
    well. The maximum over the picture, not its mean, says what is anywhere in it, and is learned
    several times faster (Jordan, 94% on CIFAR-10 in 3.29 Seconds on a Single GPU, 2024).
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
        return functional.normalize(self.out(deep.amax((2, 3))).float())


class _Stage(nn.Module):
    """A convolution at full size, the maxima of its squares of 2 x 2, and a second convolution.

    Both begin as copies of what comes in, as far as that goes.
    """

    def __init__(self, channels: int, wider: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, wider, 3, padding=1, bias=False)
        self.second = nn.Conv2d(wider, wider, 3, padding=1, bias=False)
        self.norms = nn.ModuleList(nn.BatchNorm2d(wider) for _each in range(2))
        for each in (self.first, self.second):
            nn.init.dirac_(each.weight.data[: each.in_channels])

    def forward(self, images: Tensor) -> Tensor:
        halved = functional.max_pool2d(self.first(images), 2)
        wide = functional.relu(self.norms[0](halved))
        return functional.relu(self.norms[1](self.second(wide)))
