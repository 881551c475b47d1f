"""What `mini` minimises: pictures beside the words for them, by labels and by captions."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from lookalike.training.mini.recipe import LossRecipe
from lookalike.training.mini.words import Words

SCALE = math.log(10.0)
LARGEST = math.log(100.0)
SAME = 0.98


@dataclass(frozen=True)
class Told:
    """All texts: their tokens (texts, length), what the teacher makes of them (texts, width).

    `groups`: the texts (count,) of the names in each group. `captions`: the texts of all captions,
    and `image_of` (texts,) whose caption each is, -1 for a name.
    """

    tokens: Tensor
    taught: Tensor
    groups: Sequence[Tensor]
    captions: Tensor
    image_of: Tensor


class PairLoss(nn.Module):
    """Cross entropy of a picture's name among those of its group, and of captions in the batch.

    Captions as Radford et al., Learning Transferable Visual Models, ICML 2021, with `others` more
    captions as wrong answers; a share `softness` of the right answer goes to captions that the
    teacher finds alike, as by their softmax over `sharpness` (Hinton et al., Distilling the
    Knowledge in a Neural Network, 2015). `captions`: their weight.
    """

    def __init__(self, words: Words, told: Told, recipe: LossRecipe) -> None:
        super().__init__()
        self._words = [words]  # in a list, so that its weights are not this module's, too
        self._told, self._recipe = told, recipe
        self.captions = 1.0
        self.scales = nn.Parameter(torch.full((2,), SCALE))

    def forward(self, rows: Tensor, targets: Tensor) -> Tensor:
        """Return the loss of unit rows (n, dims); targets (n, 4) float64.

        These are a group or -1, a text, the text of what was mixed in, and the share of the first.
        """
        group, text, other = targets[:, :3].long().T
        own = targets[:, 3].float()
        loss = rows.new_zeros(())
        for number, names in enumerate(self._told.groups):
            chosen = group == number
            if chosen.any():
                loss = loss + self._by_name(
                    rows[chosen], names, (text[chosen], other[chosen]), own[chosen]
                )
        told = group < 0
        loss = loss / max(1, int((~told).sum()))
        if told.sum() > 1:
            loss = loss + self.captions * self._by_caption(rows[told], text[told])
        return loss

    def _by_name(
        self, rows: Tensor, names: Tensor, texts: tuple[Tensor, Tensor], own: Tensor
    ) -> Tensor:
        words = self._rows_of(names)
        first, second = (
            functional.one_hot(torch.searchsorted(names, each), len(names)) for each in texts
        )
        right = torch.lerp(second.float(), first.float(), own[:, None])
        return functional.cross_entropy(
            self._scale(0) * rows @ words.T,
            right,
            label_smoothing=self._recipe.smoothing,
            reduction="sum",
        )

    def _by_caption(self, rows: Tensor, text: Tensor) -> Tensor:
        told = self._told
        others = told.captions[torch.randint(len(told.captions), (self._recipe.others,))]
        asked = torch.cat([text, others])
        answers = self._answers(text, asked)
        logits = self._scale(1) * rows @ self._rows_of(asked).T
        same = self._neither(text, asked)
        forward = functional.cross_entropy(logits.masked_fill(same, -1e4), answers)
        within = logits[:, : len(text)].masked_fill(same[:, : len(text)], -1e4)
        back = functional.cross_entropy(within.T, self._answers(text, text))
        return (forward + back) / 2

    def _answers(self, text: Tensor, asked: Tensor) -> Tensor:
        """Return how right (n, asked) each caption is, the sum 1."""
        alike = self._alike(text, asked) / self._recipe.sharpness
        alike = alike.masked_fill(self._neither(text, asked), -torch.inf)
        return torch.lerp(torch.eye(len(text), len(asked)), alike.softmax(1), self._recipe.softness)

    def _neither(self, text: Tensor, asked: Tensor) -> Tensor:
        """Say which captions (n, asked) are neither right nor wrong: of the same image, or the same."""
        image_of = self._told.image_of
        same = (image_of[text][:, None] == image_of[asked]) | (self._alike(text, asked) > SAME)
        return same & ~torch.eye(len(text), len(asked), dtype=torch.bool)

    def _alike(self, text: Tensor, asked: Tensor) -> Tensor:
        alike: Tensor = self._told.taught[text] @ self._told.taught[asked].T
        return alike

    def _rows_of(self, texts: Tensor) -> Tensor:
        rows: Tensor = self._words[0](self._told.tokens[texts])
        return rows

    def _scale(self, which: int) -> Tensor:
        return self.scales[which].clamp(max=LARGEST).exp()
