"""Random numbers that depend on what they are for alone, not on what was drawn before."""

import numpy as np
import torch
from torch import Tensor

START, ORDER, STEP, VIEW = range(4)


def chance_of(seed: int, purpose: int, number: int = 0) -> torch.Generator:
    """Return the generator of one step or epoch: the same in every run, resumed or not."""
    state = np.random.SeedSequence((seed, purpose, number)).generate_state(1, np.uint64)
    return torch.Generator().manual_seed(int(state[0] >> np.uint64(1)))


def settle(seed: int, purpose: int) -> None:
    """Set torch's own generators, which start the weights of layers and drop numbers out."""
    torch.manual_seed(chance_of(seed, purpose).initial_seed())


def order(count: int, seed: int, epoch: int) -> Tensor:
    """Return the places of all training examples (count,) in the order of one epoch."""
    return torch.randperm(count, generator=chance_of(seed, ORDER, epoch))
