"""Learning rates by step: a straight rise, a plateau where there is one, then half a cosine down."""

import math

from lookalike.training.plan import Plan


def learning_rate(plan: Plan, step: int, steps: int) -> float:
    """Return the learning rate of `step` (of 0) out of `steps`.

    A warm-up in a line, then a cosine (Loshchilov and Hutter, SGDR, ICLR 2017, without restarts),
    where the plan holds not before it has (Hägele et al., Scaling Laws and Compute-Optimal Training
    Beyond Fixed Training Durations, NeurIPS 2024).
    """
    rise, top = plan.warm_up * steps, max(plan.warm_up, plan.hold) * steps
    if step < rise:
        share = plan.first + (1 - plan.first) * step / rise
    elif step < top:
        share = 1.0
    else:
        gone = (step - top) / max(1.0, steps - top)
        share = plan.last + (1 - plan.last) * (1 + math.cos(math.pi * gone)) / 2
    return plan.peak * share
