"""Augmentation: each picture by itself, the same again from the same seed, and nothing beyond it."""

import numpy as np
import pytest
import torch

from lookalike.training.augment import Augment
from lookalike.training.distort import greyed

OFF = {"shift": 0.0, "mirror": False}


def chance(seed=0):
    return torch.Generator().manual_seed(seed)


def noise(count=8, side=16):
    made = torch.randint(0, 256, (count, 3, side, side), generator=chance(9))
    return made.to(torch.uint8)


def plain(*values, side=16):
    """One picture of one grey for each value."""
    return torch.tensor(values, dtype=torch.uint8)[:, None, None, None].expand(-1, 3, side, side)


def changed(images, seed=0, epoch=0, **what):
    augment = Augment(**(OFF | what))
    return augment.batch(images, torch.arange(len(images)), epoch, chance(seed))


@pytest.mark.parametrize(
    "what",
    [{"shift": 0.2}, {"smallest": 0.3}, {"colour": 0.4}, {"rand": 9}, {"shift": 0.1, "rand": 5}],
)
def test_a_seed_gives_the_same_again_and_each_picture_its_own_chances(what):
    images = noise(1).expand(8, -1, -1, -1)
    first = changed(images, **what)
    assert first.shape == images.shape
    assert first.dtype == torch.uint8
    assert first.is_contiguous(memory_format=torch.channels_last)
    assert torch.equal(first, changed(images, **what))
    assert not torch.equal(first, changed(images, seed=1, **what))
    assert len({each.numpy().tobytes() for each in first}) > 4


def test_with_all_of_it_off_nothing_is_changed():
    assert torch.equal(changed(noise()), noise())
    labels = torch.arange(8)
    images, same = Augment().mixed(noise(), labels, 8, chance())
    assert torch.equal(images, noise())
    assert same is labels


def test_drawing_leaves_what_others_draw_from_torch_as_it_would_have_been():
    torch.manual_seed(3)
    expected = torch.rand(4)
    torch.manual_seed(3)
    changed(noise(), rand=9)
    Augment(cutmix=1.0).mixed(noise(), torch.arange(8), 8, chance())
    assert torch.equal(torch.rand(4), expected)


def test_a_shift_moves_by_some_pixels_and_fills_up_with_the_reflection():
    images = noise(64)
    moved = changed(images, shift=0.125)  # 2 of 16 pixels
    seen = set()
    for before, after in zip(images.numpy(), moved.numpy(), strict=True):
        framed = np.pad(before, ((0, 0), (2, 2), (2, 2)), mode="reflect")
        fits = [
            (down, across)
            for down in range(5)
            for across in range(5)
            if (framed[:, down : down + 16, across : across + 16] == after).all()
        ]
        assert len(fits) == 1
        seen.update(fits)
    assert len(seen) > 15


def test_a_picture_and_its_mirror_image_take_turns():
    images = noise(200)
    first, second, third = (changed(images, epoch=epoch, mirror=True) for epoch in range(3))
    turned = [not torch.equal(a, b) for a, b in zip(images, first, strict=True)]
    assert 60 < sum(turned) < 140
    assert torch.equal(first, third)
    for place, was_turned in enumerate(turned):
        expected = images[place] if was_turned else images[place].flip(2)
        assert torch.equal(second[place], expected)


def test_what_is_cut_out_is_a_part_of_the_picture_enlarged():
    ramp = torch.arange(0, 64, 4, dtype=torch.uint8)
    across = ramp.expand(50, 3, 16, 16).contiguous()
    cut = changed(across, smallest=0.25).float()
    steps = cut[:, :, :, 1:] - cut[:, :, :, :-1]
    # A rectangle of a quarter to all of the area is at least 0.43 as wide as the picture.
    assert steps.min() >= 0
    assert steps.max() <= 4
    assert (cut[:, :, :1] - cut).abs().max() <= 1
    widths = cut[:, 0, 0, -1] - cut[:, 0, 0, 0]
    assert widths.min() >= 0.43 * 60 - 2
    assert widths.max() <= 60
    assert widths.std() > 5


def test_recolouring_stays_within_its_strength():
    made = changed(plain(*[100] * 200), colour=0.2)
    assert 79 <= made.min() < 85
    assert 115 < made.max() <= 121
    assert (made == made[:, :1, :1, :1]).all()  # one grey has neither contrast nor saturation
    assert (changed(plain(0), colour=0.2) == 0).all()


def test_recolouring_changes_contrast_and_saturation_of_a_picture_by_chance():
    image = torch.zeros((1, 3, 16, 16), dtype=torch.uint8)
    image[:, 0, :, :8], image[:, 0, :, 8:] = 160, 80
    made = changed(image.expand(100, -1, -1, -1), colour=0.3).float()
    distance = made[:, 0, 0, 0] - made[:, 0, 0, -1]
    assert distance.min() < 60
    assert distance.max() > 110
    assert made[:, 1].max() > 0


def test_cutmix_gives_each_label_the_share_of_the_pixels_it_has():
    values = [0, 50, 100, 150, 200, 250]
    labels = torch.arange(6)
    for seed in range(20):
        images, shares = Augment(cutmix=1.0).mixed(plain(*values), labels, 6, chance(seed))
        for image, share in zip(images, shares, strict=True):
            pixels = [float((image[0] == value).sum()) / 256 for value in values]
            assert share.tolist() == pytest.approx(pixels, abs=1e-6)


def test_mixup_gives_each_label_its_share_of_every_pixel():
    labels = torch.tensor([0, 1])
    found = set()
    for seed in range(20):
        images, shares = Augment(mixup=1.0).mixed(plain(0, 200), labels, 3, chance(seed))
        assert images.dtype == torch.uint8
        assert shares.sum(1).tolist() == pytest.approx([1, 1])
        for image, share in zip(images, shares, strict=True):
            assert (image.float() - 200 * share[1]).abs().max() <= 0.5 + 1e-4
        found.add(round(float(shares[0, 0]), 3))
    assert len(found) > 15


def test_with_both_each_batch_gets_one_of_them():
    kinds = set()
    for seed in range(20):
        images, _shares = Augment(cutmix=1.0, mixup=1.0).mixed(
            plain(0, 200), torch.tensor([0, 1]), 2, chance(seed)
        )
        kinds.add(len(images.unique()) == 2 and set(images.unique().tolist()) == {0, 200})
    assert kinds == {True, False}


def test_a_share_of_the_pictures_is_grey_and_the_others_stay():
    images = torch.randint(256, (400, 3, 4, 4), generator=chance(1), dtype=torch.uint8)
    made = greyed(images, 0.25, chance(2))
    is_grey = (made[:, :1] == made).all((1, 2, 3))
    assert 60 < is_grey.sum() < 140
    assert made[~is_grey].equal(images[~is_grey])
    red = torch.tensor([[[[255]], [[0]], [[0]]]], dtype=torch.uint8)
    assert greyed(red, 1.0, chance(3)).flatten().tolist() == [76, 76, 76]
    assert greyed(images, 0.0, chance(2)).equal(images)
