"""The loop of every training: steps, checkpoints, validation, and an end that may come early."""

import math
import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from lookalike.core.errors import BadRequest
from lookalike.core.texts import N_, _
from lookalike.training import device as devices
from lookalike.training.average import Average
from lookalike.training.chance import STEP, chance_of, order
from lookalike.training.checkpoint import load_checkpoint, save_checkpoint
from lookalike.training.optimiser import optimiser
from lookalike.training.plan import Plan
from lookalike.training.pull import best_pulled
from lookalike.training.schedule import learning_rate
from lookalike.training.task import CategoryTask, Progress, Reached, Show, Task

SAVE_EVERY = 60.0
"""Seconds between checkpoints at most."""

SAVING = 0.02
"""The share of the time that checkpoints may take, where that is often enough."""

_DIVERGED = N_(
    "the loss is no number any more at step {step}; begin anew with --fresh and a smaller one"
)


class Training:
    """Runs a task by its plan; killed and started again with the same it goes on where it was.

    Order of examples and every random choice depend on seed, epoch and step alone, so that what a
    kill interrupts ends at the same weights.
    """

    def __init__(self, task: Task, plan: Plan, folder: Path, show: Show) -> None:
        self.task, self.plan, self.show = task, plan, show
        self.device = devices.device()
        self.precision = devices.precision(plan.precision, self.device)
        for module in (task.model, task.loss):
            module.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.optimiser = optimiser(plan, task.model, task.loss)
        self.average = Average(task.model, plan.average)
        self.best: dict[str, Tensor] | None = None
        self.progress = Progress()
        self.checkpoint = folder / "checkpoint.pt"
        self.per_epoch = max(1, task.count // plan.batch)
        self._loss = 0.0
        self._next_save = 0.0

    def run(self) -> Progress:
        """Train to the end, and leave the weights that are kept in `average.model`.

        Those are the last ones, or with patience those of the best epoch. Raises BadRequest where
        the loss diverges.
        """
        self._resume()
        began = time.monotonic() - self.progress.seconds
        while not self.progress.is_over:
            self._step()
            self.progress.seconds = time.monotonic() - began
            if self.progress.step % self.per_epoch == 0:
                self._end_epoch()
            if self.progress.is_over or time.monotonic() > self._next_save:
                self._save()
            self._show()
        if self.best is not None:
            self.average.model.load_state_dict(self.best)
        return self.progress

    @property
    def steps(self) -> int:
        """How many steps there are in all."""
        return self.plan.epochs * self.per_epoch

    def _step(self) -> None:
        step, plan, task = self.progress.step, self.plan, self.task
        epoch, number = divmod(step, self.per_epoch)
        chance = chance_of(plan.seed, STEP, step)
        torch.manual_seed(chance.initial_seed())  # what drops out
        places = order(task.count, plan.seed, epoch)[number * plan.batch :][: plan.batch]
        inputs, targets = task.batch(places, epoch, chance)
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate(plan, step, self.steps)
        task.model.train()
        with devices.casting(self.precision, self.device):
            rows = task.model(inputs.to(self.device, non_blocking=True))
        loss = task.loss(rows.float(), targets.to(self.device))
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.optimiser.step()
        self._loss += loss.item()
        if not math.isfinite(self._loss):
            raise BadRequest(field="--learning-rate", reason=_(_DIVERGED).format(step=step))
        self.average.update(task.model, step)
        self.progress.step += 1

    def _end_epoch(self) -> None:
        reached, epoch = self.progress, self.progress.step // self.per_epoch
        value = self.task.validate(self.average.model)
        reached.curves.append(
            {
                "epoch": epoch,
                "loss": self._loss / self.per_epoch,
                "validation": value,
                "learning_rate": learning_rate(self.plan, reached.step - 1, self.steps),
                "seconds": reached.seconds,
            }
        )
        self._loss = 0.0
        reached.is_over = epoch >= self.plan.epochs
        if not self.plan.patience:
            reached.validation = value
        elif value > reached.validation:
            reached.validation, reached.stale = value, 0
            self.best = {k: v.clone() for k, v in self.average.model.state_dict().items()}
        else:
            reached.stale += 1
            reached.is_over |= reached.stale >= self.plan.patience

    def _show(self) -> None:
        reached = self.progress
        within = reached.step % self.per_epoch
        left = reached.seconds / reached.step * (self.steps - reached.step)
        last = reached.curves[-1] if reached.curves else None
        self.show(
            Reached(
                step=reached.step,
                steps=self.steps,
                epoch=reached.step // self.per_epoch + 1,
                loss=self._loss / within if within else (last["loss"] if last else 0.0),
                rate=reached.step * self.plan.batch / reached.seconds,
                validation=last["validation"] if last else None,
                left=left,
            )
        )

    def _resume(self) -> None:
        state = load_checkpoint(self.checkpoint)
        if state is None:
            return
        self.task.model.load_state_dict(state["model"])
        self.task.loss.load_state_dict(state["loss"])
        self.average.model.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.best = state["best"]
        self.progress = Progress(**state["progress"])
        self._loss = state["sum"]

    def _save(self) -> None:
        began = time.monotonic()
        save_checkpoint(
            self.checkpoint,
            {
                "model": self.task.model.state_dict(),
                "loss": self.task.loss.state_dict(),
                "average": self.average.model.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "best": self.best,
                "progress": _plain(self.progress),
                "sum": self._loss,
            },
        )
        ended = time.monotonic()
        self._next_save = ended + min(SAVE_EVERY, (ended - began) / SAVING)


def _plain(progress: Progress) -> dict[str, Any]:
    return {name: getattr(progress, name) for name in Progress.__slots__}


def trained(task: CategoryTask, plan: Plan, folder: Path, show: Show) -> tuple[nn.Module, Progress]:
    """Run a task by its plan; return the weights that are kept, on the processor, and how it went."""
    training = Training(task, plan, folder, show)
    progress = training.run()
    best = best_pulled(task, training.average.model, progress.validation)
    progress.unpulled = progress.validation
    progress.validation, progress.pull = best.validation, best.strength
    return best.model.cpu(), progress
