"""The small residual network: its stem, its rows."""

import pytest
import torch
from torch.nn import functional

from lookalike.training.network import ResidualNetwork, Shape, shape_for

SMALL = Shape(side=16, patch=2, stride=1, components=12, widths=(8, 8, 16))


def pictures(count=40, side=16):
    """Smooth pictures: neighbouring pixels and the three channels are alike."""
    chance = torch.Generator().manual_seed(4)
    coarse = 255 * torch.rand((count, 3, side // 2, side // 2), generator=chance)
    alike = functional.interpolate(coarse, side, mode="bilinear") + 40 * torch.rand(
        (count, 3, side, side), generator=chance
    )
    return (alike + 2 * alike.mean(1, keepdim=True)).div(4).clamp(0, 255).to(torch.uint8)


@pytest.fixture
def network():
    torch.manual_seed(0)
    made = ResidualNetwork(SMALL)
    made.stem.learn(pictures())
    return made.eval()


def test_the_stem_makes_all_directions_of_patches_alike_and_gives_both_signs(network):
    normal = (pictures().float() - network.stem.mean) / network.stem.deviation
    assert normal.mean((0, 2, 3)).tolist() == pytest.approx([0, 0, 0], abs=1e-4)
    assert normal.std((0, 2, 3)).tolist() == pytest.approx([1, 1, 1], abs=1e-4)
    found = functional.conv2d(normal, network.stem.filters.weight, stride=2)
    found = found.transpose(0, 1).flatten(1)
    assert torch.equal(found[:12], -found[12:])
    moments = found[:12] @ found[:12].T / found.shape[1]
    assert torch.allclose(moments, torch.eye(12), atol=0.05)
    assert not network.stem.filters.weight.requires_grad


def test_rows_have_length_one_and_are_the_same_alone_and_in_a_batch(network):
    with torch.no_grad():
        rows = network(pictures())
        alone = torch.cat([network(each[None]) for each in pictures()])
    assert rows.shape == (40, 16)
    assert torch.allclose(rows.norm(dim=1), torch.ones(40), atol=1e-5)
    assert torch.allclose(rows, alone, atol=1e-5)
    assert rows.std(0).max() > 0.01


def test_pictures_of_one_colour_are_whitened_without_a_division_by_nothing():
    network = ResidualNetwork(SMALL)
    plain = torch.full((9, 3, 16, 16), 80, dtype=torch.uint8)
    network.stem.learn(plain)
    assert network.eval()(plain).isfinite().all()


@pytest.mark.parametrize(
    ("side", "patch", "stride", "components"), [(32, 2, 1, 12), (64, 4, 2, 24), (128, 8, 4, 24)]
)
def test_larger_pictures_get_a_coarser_stem(side, patch, stride, components):
    shape = shape_for(side)
    assert (shape.patch, shape.stride, shape.components) == (patch, stride, components)
    assert (side - patch) // stride + 1 in (31, 32)
