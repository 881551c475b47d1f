"""Learning rates by step: a straight rise, then half a cosine down."""

import math

from lookalike.training.plan import Plan


def learning_rate(plan: Plan, step: int, steps: int) -> float:
    """Return the learning rate of `step` (of 0) out of `steps`.

    A warm-up in a line, then a cosine (Loshchilov and Hutter, SGDR, ICLR 2017, without restarts).
    """
    rise = plan.warm_up * steps
    if step < rise:
        share = plan.first + (1 - plan.first) * step / rise
    else:
        gone = (step - rise) / max(1.0, steps - rise)
        share = plan.last + (1 - plan.last) * (1 + math.cos(math.pi * gone)) / 2
    return plan.peak * share
