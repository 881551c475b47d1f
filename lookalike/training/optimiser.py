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
        matrices, rest = groups
        turned = {"params": [p for p in given if p.ndim == 4], "turn": plan.turn}
        matrices["params"] = [p for p in given if p.ndim in (2, 3)]
        return Muon([turned, matrices, rest], lr=plan.peak, momentum=plan.momentum)
    if plan.optimiser == "adamw":
        return torch.optim.AdamW(groups, lr=plan.peak)
    return torch.optim.SGD(groups, lr=plan.peak, momentum=plan.momentum, nesterov=True)
