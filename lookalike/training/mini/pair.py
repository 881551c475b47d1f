"""Both ways into the space as one model: pictures by a network, words by a table."""

from torch import Tensor, nn

from lookalike.training.mini.network import MiniNetwork
from lookalike.training.mini.words import Words


class Pair(nn.Module):
    """`images` and `words`, which give unit rows of as many numbers."""

    def __init__(self, images: MiniNetwork, words: Words) -> None:
        super().__init__()
        self.images, self.words = images, words

    def forward(self, images: Tensor) -> Tensor:
        """Return unit rows (n, dims) of pictures."""
        rows: Tensor = self.images(images)
        return rows
