"""What is minimised: each loss looks at unit rows, so what is trained is what searches compare."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from lookalike.training.plan import Plan

SCALE = 10.0
TEMPERATURE = 0.1


class Softmax(nn.Module):
    """Cross entropy of the cosines to one direction per category, with label smoothing.

    The cosines are multiplied by a factor that is learned (Wang et al., NormFace, 2017).
    """

    def __init__(self, dims: int, categories: int, smoothing: float = 0.2) -> None:
        super().__init__()
        bound = 1 / math.sqrt(dims)
        self.directions = nn.Parameter(torch.empty(categories, dims).uniform_(-bound, bound))
        self.scale = nn.Parameter(torch.tensor(SCALE))
        self.smoothing = smoothing

    def forward(self, rows: Tensor, targets: Tensor) -> Tensor:
        """Return the mean loss of unit rows (n, dims); targets (n,) labels, or (n, categories) shares."""
        cosines = functional.linear(rows, functional.normalize(self.directions))
        return functional.cross_entropy(
            self.scale * cosines, targets, label_smoothing=self.smoothing
        )


class SupervisedContrastive(nn.Module):
    """Pulls together what has one category and pushes the rest of the batch away.

    Equation 2 of Khosla et al., Supervised Contrastive Learning, NeurIPS 2020.
    """

    def __init__(self, temperature: float = TEMPERATURE) -> None:
        super().__init__()
        self.temperature = temperature

    def forward(self, rows: Tensor, targets: Tensor) -> Tensor:
        """Return the mean loss of unit rows (n, dims) with labels (n,) that has any pair."""
        alone = torch.eye(len(rows), dtype=torch.bool, device=rows.device)
        logits = (rows @ rows.T / self.temperature).masked_fill(alone, -torch.inf)
        shares = logits.log_softmax(1)
        pairs = (targets[:, None] == targets) & ~alone
        counts = pairs.sum(1)
        losses = -shares.masked_fill(~pairs, 0).sum(1) / counts.clamp_min(1)
        return losses[counts > 0].sum() / (counts > 0).sum().clamp_min(1)


class InBatchContrastive(nn.Module):
    """Each picture against all captions of the batch, and each caption against all pictures.

    The symmetric loss of Radford et al., Learning Transferable Visual Models, ICML 2021.
    """

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(SCALE))

    def forward(self, rows: Tensor, captions: Tensor) -> Tensor:
        """Return the mean loss of unit rows (n, dims) of pictures and of their captions."""
        logits = self.scale.clamp(1, 100) * rows @ captions.T
        own = torch.arange(len(rows), device=rows.device)
        both = functional.cross_entropy(logits, own) + functional.cross_entropy(logits.T, own)
        return both / 2


def loss_for(plan: Plan, dims: int, categories: int) -> nn.Module:
    """Return the loss over categories that a plan names, for rows of `dims` numbers."""
    if plan.loss == "contrastive":
        return SupervisedContrastive()
    return Softmax(dims, categories, plan.smoothing)
