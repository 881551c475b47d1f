"""Muon: steps in all directions alike, AdamW for what is no convolution, and a state that comes back."""

import copy

import pytest
import torch
from torch import nn
from torch.nn import functional

from lookalike.training.muon import orthogonal
from lookalike.training.optimiser import optimiser
from lookalike.training.plan import Plan

PLAN = Plan(epochs=1, batch=8, peak=1e-2, decay=0.1, optimiser="muon", momentum=0.9, turn=5.0)


@pytest.fixture
def network():
    torch.manual_seed(0)
    layers = (nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.Flatten(1))
    return nn.Sequential(*layers, nn.Linear(8 * 16, 4))


def stepped(network, made, seed):
    """Take one step on pictures made of a seed; return the loss."""
    chance = torch.Generator().manual_seed(seed)
    images = torch.randn(16, 3, 4, 4, generator=chance)
    loss = functional.cross_entropy(network(images), (images.mean((1, 2, 3)) > 0).long())
    made.zero_grad()
    loss.backward()
    made.step()
    return loss.item()


@pytest.mark.parametrize("shape", [(6, 20), (20, 6), (7, 7)])
def test_an_orthogonal_matrix_has_the_directions_and_singular_values_of_about_one(shape):
    matrix = torch.randn(shape, generator=torch.Generator().manual_seed(1))
    made = orthogonal(matrix)
    left, _values, right = torch.linalg.svd(matrix, full_matrices=False)
    assert torch.linalg.svdvals(made).sub(1).abs().max() < 0.4
    assert functional.cosine_similarity(made.flatten(), (left @ right).flatten(), dim=0) > 0.95


def test_of_no_gradient_nothing_becomes_no_number():
    assert torch.equal(orthogonal(torch.zeros(3, 5)), torch.zeros(3, 5))


def test_convolutions_turn_by_what_the_plan_says_and_keep_their_length(network):
    made = optimiser(PLAN, network)
    stepped(network, made, 0)
    before = network[0].weight.detach().clone()
    stepped(network, made, 1)
    after = network[0].weight.detach()
    length = before * 8**0.5 / before.norm()
    assert torch.linalg.svdvals((length - after).flatten(1)).mean() == pytest.approx(0.05, rel=0.3)


def test_what_is_no_convolution_goes_as_adamw_takes_it(network):
    twin = copy.deepcopy(network)
    stepped(network, optimiser(PLAN, network), 0)
    rest = [twin[3].weight]
    stepped(twin, torch.optim.AdamW(rest, lr=PLAN.peak, weight_decay=PLAN.decay), 0)
    torch.testing.assert_close(network[3].weight, twin[3].weight)
    assert not torch.equal(network[0].weight, twin[0].weight)


def test_it_learns(network):
    made = optimiser(PLAN, network)
    losses = [stepped(network, made, seed) for seed in range(150)]
    assert sum(losses[-20:]) < 0.6 * sum(losses[:20])


def test_it_goes_on_from_its_state_as_if_nothing_had_been(network):
    made = optimiser(PLAN, network)
    for seed in range(3):
        stepped(network, made, seed)
    twin = copy.deepcopy(network)
    again = optimiser(PLAN, twin)
    again.load_state_dict(copy.deepcopy(made.state_dict()))
    for each, other in ((network, made), (twin, again)):
        stepped(each, other, 9)
    for ours, theirs in zip(network.parameters(), twin.parameters(), strict=True):
        assert torch.equal(ours, theirs)
