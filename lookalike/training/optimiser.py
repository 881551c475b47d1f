"""Who changes the weights, and how much."""

import torch
from torch import nn

from lookalike.training.muon import Muon
from lookalike.training.plan import Plan


def optimiser(plan: Plan, *modules: nn.Module) -> torch.optim.Optimizer:
    """Return the optimiser of a plan; what has fewer than two dimensions, as biases, does not decay."""
    given = [p for module in modules for p in module.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in given if p.ndim >= 2], "weight_decay": plan.decay},
        {"params": [p for p in given if p.ndim < 2], "weight_decay": 0.0},
    ]
    if plan.optimiser == "muon":
        return _muon(plan, given)
    if plan.optimiser == "adamw":
        return torch.optim.AdamW(groups, lr=plan.peak)
    return torch.optim.SGD(groups, lr=plan.peak, momentum=plan.momentum, nesterov=True)


def _muon(plan: Plan, given: list[nn.Parameter]) -> Muon:
    """Return Muon for convolutions, with AdamW for matrices and for what does not decay."""
    by_kind = [
        ([p for p in given if p.ndim == 4], 0.0, plan.turn),
        ([p for p in given if p.ndim in (2, 3)], plan.decay, 0.0),
        ([p for p in given if p.ndim < 2], 0.0, 0.0),
    ]
    groups = [
        {"params": some, "weight_decay": decay, "turn": turn}
        for some, decay, turn in by_kind
        if some
    ]
    return Muon(groups, lr=plan.peak, momentum=plan.momentum)
