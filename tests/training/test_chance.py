"""Random numbers: of what they are for, and of nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import torch

from lookalike.training.chance import ORDER, STEP, chance_of, settle

ROOT = Path(__file__).parents[2]
SCRIPT = """
import torch
from lookalike.training.chance import STEP, chance_of
torch.rand(7)
print(torch.rand(3, generator=chance_of(5, STEP, 12)).tolist())
"""


def drawn(*given):
    return torch.rand(3, generator=chance_of(*given)).tolist()


def test_the_same_is_drawn_in_another_process():
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "77"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == str(drawn(5, STEP, 12))


def test_seed_purpose_and_number_each_give_others():
    several = [(5, STEP, 12), (6, STEP, 12), (5, ORDER, 12), (5, STEP, 13), (2**31, STEP, 0)]
    assert len({tuple(drawn(*each)) for each in several}) == len(several)


def test_what_starts_the_weights_does_not_depend_on_what_was_drawn_before():
    settle(3, STEP)
    first = torch.rand(2).tolist()
    torch.rand(5)
    settle(3, STEP)
    assert torch.rand(2).tolist() == first
