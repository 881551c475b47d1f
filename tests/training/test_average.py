"""The moving average of weights."""

import pytest
import torch
from torch import nn

from lookalike.training.average import Average


def one(value):
    model = nn.Linear(1, 1, bias=False)
    model.weight.data = torch.tensor([[float(value)]])
    return model


def test_it_remembers_more_from_step_to_step_up_to_its_decay():
    average = Average(one(0), 0.9)
    seen = []
    for step, value in [(0, 10), (1, 20), (1000, 28)]:
        average.update(one(value), step)
        seen.append(float(average.model.weight))
    # Kept are 1/10, 2/11, and then 9/10: 0.9 * 10; 9 + 9/11 * 11; 18 + 0.1 * 10.
    assert seen == pytest.approx([9, 18, 19])


def test_statistics_are_averaged_and_counts_are_copied():
    model = nn.BatchNorm1d(2)
    average = Average(model, 0.9)
    model(torch.tensor([[10.0, 0.0], [10.0, 0.0]]))  # its running mean is 1 of 10 now
    average.update(model, 0)
    assert average.model.running_mean.tolist() == pytest.approx([0.9, 0])
    assert int(average.model.num_batches_tracked) == 1


def test_it_neither_learns_nor_drops_out():
    average = Average(nn.Dropout(0.5), 0.9)
    assert not average.model.training
    assert not any(each.requires_grad for each in Average(one(0), 0.9).model.parameters())
