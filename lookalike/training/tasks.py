"""Which task a plan comes to: by categories or by captions."""

from torch import nn

from lookalike.training.captions import CaptionLoss, CaptionTask
from lookalike.training.dataset import Examples
from lookalike.training.losses import loss_for
from lookalike.training.pictures import PictureTask
from lookalike.training.plan import CAPTIONS, Plan


def task_for(plan: Plan, model: nn.Module, dims: int, examples: Examples) -> PictureTask:
    """Return the task of learning rows of `dims` numbers from pictures, by the loss of a plan."""
    if plan.loss == CAPTIONS:
        return CaptionTask(model, CaptionLoss(dims), examples, plan.augment)
    loss = loss_for(plan, dims, len(examples.categories))
    return PictureTask(model, loss, examples, plan.augment)
