"""CutMix among pictures of one group."""

import torch

from lookalike.training.mini.mixing import cut_mixed


def mixed(groups, share=1.0, seed=3):
    images = torch.arange(len(groups), dtype=torch.uint8)[:, None, None, None].expand(-1, 3, 8, 8)
    chance = torch.Generator().manual_seed(seed)
    return images, *cut_mixed(images, torch.tensor(groups), share, chance)


def test_a_piece_is_of_another_picture_of_the_same_group():
    groups = [0, 1, 0, 1, 0, 1, 0, 1]
    _images, made, other, own = mixed(groups)
    for place, (partner, share) in enumerate(zip(other.tolist(), own.tolist(), strict=True)):
        assert groups[partner] == groups[place]
        assert partner != place
        assert set(made[place].unique().tolist()) <= {place, partner}
        torch.testing.assert_close((made[place, 0] == place).float().mean().item(), share)


def test_what_has_no_group_stays_as_it_is():
    images, made, other, own = mixed([-1, 0, -1, 0])
    assert made[[0, 2]].equal(images[[0, 2]])
    assert other[[0, 2]].tolist() == [0, 2]
    assert own[[0, 2]].tolist() == [1, 1]


def test_one_that_is_alone_in_its_group_holds_a_piece_of_itself():
    images, made, other, _own = mixed([0, 1])
    assert made.equal(images)
    assert other.tolist() == [0, 1]


def test_a_share_of_nothing_changes_nothing():
    images, made, _other, own = mixed([0] * 6, share=0.0)
    assert made.equal(images)
    assert own.tolist() == [1] * 6


def test_each_picture_has_a_chance_of_its_own():
    share = torch.tensor([1.0, 0.0] * 4)
    images, made, _other, own = mixed([0] * 8, share)
    assert made[1::2].equal(images[1::2])
    assert (own[0::2] < 1).all()
