"""Learning from captions: a picture is to lie near its own caption and far from those of others."""

import hashlib

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from lookalike.search.words import query_tokens
from lookalike.training.augment import Augment
from lookalike.training.dataset import Examples
from lookalike.training.losses import InBatchContrastive
from lookalike.training.pictures import PictureTask

BUCKETS = 2**15
MOST_TOKENS = 32
NEAREST = 10


class CaptionLoss(nn.Module):
    """Rows of pictures against rows of captions, the mean of a learned row per token.

    Tokens share 32,767 rows by their digest (Weinberger et al., Feature Hashing, ICML 2009). The
    rows of words are needed for learning alone: the encoder that comes out reads images.
    """

    def __init__(self, dims: int) -> None:
        super().__init__()
        self.words = nn.EmbeddingBag(BUCKETS, dims, mode="mean", padding_idx=0)
        self.contrast = InBatchContrastive()

    def forward(self, rows: Tensor, tokens: Tensor) -> Tensor:
        """Return the loss of unit rows (n, dims) and the tokens (n, 32) of a caption of each."""
        loss: Tensor = self.contrast(rows, self.rows_of(tokens))
        return loss

    def rows_of(self, tokens: Tensor) -> Tensor:
        """Return unit rows (n, dims) of captions given as tokens (n, 32), 0 for none."""
        return functional.normalize(self.words(tokens))


class CaptionTask(PictureTask):
    """Pictures of a memory map and, each time, one of the captions of each.

    The validation figure is the share of validation captions (the first of each picture) that have
    their picture among the 10 nearest validation pictures.
    """

    def __init__(
        self, model: nn.Module, loss: CaptionLoss, examples: Examples, augment: Augment
    ) -> None:
        super().__init__(model, loss, examples, augment)
        self._words = loss
        self._tokens = [
            torch.stack([tokens_of(each) for each in some]) for some in examples.captions
        ]

    def paired(
        self, images: Tensor, places: NDArray[np.int64], chance: torch.Generator
    ) -> tuple[Tensor, Tensor]:
        """Return the pictures, and the tokens (n, 32) of one caption of each, drawn by chance."""
        drawn = torch.randint(2**31, (len(places),), generator=chance).tolist()
        some = (self._tokens[place] for place in places.tolist())
        tokens = [each[draw % len(each)] for each, draw in zip(some, drawn, strict=True)]
        return images, torch.stack(tokens)

    @torch.inference_mode()
    def validate(self, model: nn.Module) -> float:
        """Return the recall at 10 of captions among validation pictures."""
        pictures = self.rows(model, self.queries)
        tokens = torch.stack([self._tokens[place][0] for place in self.queries.tolist()])
        words = self._words.rows_of(tokens.to(self._words.words.weight.device)).cpu()
        nearest = (words @ pictures.T).topk(min(NEAREST, len(pictures))).indices
        return float((nearest == torch.arange(len(words))[:, None]).any(1).float().mean())


def tokens_of(caption: str) -> Tensor:
    """Return the tokens (32,) int64 of a caption: the numbers of its words, then 0."""
    found = [_bucket(token) for token in query_tokens(caption)[:MOST_TOKENS]]
    return torch.from_numpy(np.pad(np.array(found, np.int64), (0, MOST_TOKENS - len(found))))


def _bucket(token: str) -> int:
    digest = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
    return 1 + int.from_bytes(digest[:8], "big") % (BUCKETS - 1)
