"""The loop: what it keeps, when it stops, and that it goes on where it was."""

import pytest
import torch
from torch import nn

from lookalike.core.errors import BadRequest, Conflict
from lookalike.training.loop import Training
from lookalike.training.plan import Plan


class Scripted:
    """Learns a line; its validation figures are given, one per epoch."""

    count = 8

    def __init__(self, figures, factor=1.0):
        torch.manual_seed(0)
        self.model = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5))
        self.loss = Squares(factor)
        self.figures = list(figures)
        self.kept = []

    def batch(self, places, epoch, chance):
        return torch.stack([places.float(), torch.rand(len(places), generator=chance)], 1), places

    def validate(self, model):
        self.kept.append(model[0].weight.clone())
        return self.figures[len(self.kept) - 1]


class Squares(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = nn.Parameter(torch.tensor(factor), requires_grad=False)

    def forward(self, rows, targets):
        return self.factor * (rows.sum(1) - targets).pow(2).mean()


def plan(**changes):
    given = {"epochs": 4, "batch": 4, "peak": 0.01, "decay": 0.0, "precision": "float32"}
    return Plan(**given | changes)


def train(task, folder, show=lambda reached: None, **changes):
    training = Training(task, plan(**changes), folder, show)
    return training, training.run()


def test_with_patience_it_stops_early_and_keeps_the_best_weights(tmp_path):
    task = Scripted([0.1, 0.5, 0.3, 0.4, 0.9, 0.9])
    training, progress = train(task, tmp_path, epochs=6, patience=2)
    assert [each["validation"] for each in progress.curves] == [0.1, 0.5, 0.3, 0.4]
    assert progress.validation == 0.5
    assert torch.equal(training.average.model[0].weight, task.kept[1])
    assert not torch.equal(task.kept[1], task.kept[3])


def test_what_is_over_is_over_when_it_is_started_again(tmp_path):
    first, _progress = train(Scripted([0.1, 0.5, 0.3, 0.2]), tmp_path, patience=2)
    steps = []
    again, progress = train(Scripted([]), tmp_path, steps.append, patience=2)
    assert (steps, progress.validation, len(progress.curves)) == ([], 0.5, 4)
    weights = [each.average.model[0].weight for each in (first, again)]
    assert torch.equal(*weights)


def test_without_patience_the_last_weights_are_kept_and_their_figure_told(tmp_path):
    task = Scripted([0.9, 0.5, 0.3, 0.4])
    training, progress = train(task, tmp_path)
    assert progress.validation == 0.4
    assert torch.equal(training.average.model[0].weight, task.kept[3])


@pytest.mark.parametrize("optimiser", ["sgd", "adamw"])
def test_interrupted_anywhere_it_ends_at_the_same_weights(tmp_path, optimiser):
    whole, _progress = train(Scripted([0.1] * 4), tmp_path / "whole", optimiser=optimiser)
    ends = []
    for stop in (2, 5, 7):

        def show(reached, stop=stop):
            if reached.step == stop:
                raise KeyboardInterrupt

        training = Training(Scripted([0.1] * 4), plan(optimiser=optimiser), tmp_path / "cut", show)
        with pytest.raises(KeyboardInterrupt):
            training.run()
        ends.append(training.progress.step)
    assert ends == [2, 5, 7]
    steps = []
    resumed, progress = train(
        Scripted([0.1] * 4),
        tmp_path / "cut",
        lambda reached: steps.append(reached.step),
        optimiser=optimiser,
    )
    assert steps[0] > 1
    assert len(progress.curves) == 4
    for name, weights in whole.average.model.state_dict().items():
        assert torch.equal(weights, resumed.average.model.state_dict()[name])


@pytest.mark.parametrize("factor", [float("nan"), float("inf")])
def test_a_loss_that_diverges_ends_with_a_sentence(tmp_path, factor):
    with pytest.raises(BadRequest) as refused:
        train(Scripted([0.1], factor), tmp_path)
    assert str(refused.value) == (
        "--learning-rate: the loss is no number any more at step 0; "
        "begin anew with --fresh and a smaller one."
    )


@pytest.mark.parametrize("damage", [b"", b"nothing", b"PK\x03\x04"])
def test_a_checkpoint_that_cannot_be_read_is_named(tmp_path, damage):
    (tmp_path / "checkpoint.pt").write_bytes(damage)
    with pytest.raises(Conflict, match=r"checkpoint.pt cannot be read .* --fresh"):
        train(Scripted([0.1]), tmp_path)


def test_it_tells_how_far_it_is(tmp_path):
    told = []
    train(Scripted([0.25, 0.5]), tmp_path, told.append, epochs=2)
    assert [(each.step, each.steps) for each in told] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert [each.validation for each in told] == [None, 0.25, 0.25, 0.5]
    assert told[-1].left == 0
