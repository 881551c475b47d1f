import pickle
from string import Formatter

import pytest

from lookalike.core import errors
from lookalike.core.errors import ImageTooLarge, LookalikeError


def every_error(cls=LookalikeError):
    yield cls
    for sub in cls.__subclasses__():
        yield from every_error(sub)


def test_every_error_has_a_code_of_its_own():
    codes = [cls.code for cls in every_error()]
    assert len(codes) == len(set(codes)) > 15


@pytest.mark.parametrize("cls", list(every_error()), ids=lambda cls: cls.__name__)
def test_every_error_stands_in_the_tree_and_says_its_parameters(cls):
    assert cls.__name__ in (errors.__doc__ or "")
    names = [name for _, name, _, _ in Formatter().parse(cls.text) if name]
    sentence = str(cls(**{name: f"<{name}>" for name in names}))
    assert all(f"<{name}>" in sentence for name in names)
    assert sentence.endswith(".")


def test_a_message_with_a_missing_parameter_still_reads():
    text = str(ImageTooLarge(file="a.png", found="1", limit="0"))
    assert text == "a.png is too large: 1, the limit is 0 (?)."


def test_an_error_survives_the_way_between_processes():
    error = pickle.loads(pickle.dumps(ImageTooLarge(file="a.png", found="1")))
    assert isinstance(error, ImageTooLarge)
    assert error.params == {"file": "a.png", "found": "1"}
