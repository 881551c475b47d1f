"""What a distance means: probabilities that fall as distances grow."""

import numpy as np
import pytest
from pydantic import ValidationError

from lookalike.encoders.calibration import Curve


def test_near_is_likelier_than_far_and_half_where_the_curve_says():
    curve = Curve(slope=-10, offset=4)
    likely = curve.likely(np.array([0.0, 0.4, 2.0]))
    assert likely[0] > 0.98
    assert likely[1] == pytest.approx(0.5)
    assert likely[2] < 1e-6


def test_steep_curves_overflow_into_nothing_and_certainty():
    likely = Curve(slope=-1e9, offset=0).likely(np.array([-1.0, 1.0]))
    assert likely.tolist() == pytest.approx([1, 0])


def test_a_curve_of_no_numbers_is_refused():
    with pytest.raises(ValidationError):
        Curve(slope=float("nan"), offset=0)
