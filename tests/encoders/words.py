"""Small bags of visual words, learned from drawn pictures, and bundles around them."""

from functools import cache

from lookalike.core.settings import settings
from lookalike.encoders.arrays import as_npz
from lookalike.encoders.bundle import write_bundle
from lookalike.encoders.card import Card
from lookalike.encoders.square import squared
from lookalike.encoders.vocabulary import VOCABULARY, arrays_in
from lookalike.encoders.word_blocks import Colour, Dense, Gradients, Keypoints, Sees
from lookalike.training.bovw import BovwRecipe, fit
from lookalike.training.vocabulary import Learn
from tests.encoders.drawings import drawn

SEES = Sees(
    dense=Dense(step=16),
    keypoints=Keypoints(),
    colour=Colour(step=6, mirrored=True),
    gradients=Gradients(grid=4),
)
LEARN = {
    "dense": Learn(words=4, length=12, dims=8),
    "keypoints": Learn(words=16, length=12, dims=8),
    "colour": Learn(words=16, length=12, flatten=0.1, dims=8),
    "gradients": Learn(dims=8),
}


def recipe(sees=SEES, **known):
    return BovwRecipe(sees=sees, learn=LEARN, descriptors=1000, **known)


@cache
def learned(sees=SEES, seed=0):
    """The blocks learned from 24 drawn pictures."""
    pictures = [drawn(60 + number, 80, number) for number in range(24)]
    return fit([squared(each, sees.side, "stretch") for each in pictures], recipe(sees), seed)


def write_bovw(encoder_id="bovw:small", sees=SEES, file=None, **known):
    """Write the bundle of a small bag of words; `file`: other bytes for its vocabulary."""
    made = learned(sees)
    known.setdefault("dims", sum(each.reduction.shape[1] for each in made.values()))
    known.setdefault("preprocessing", sees.model_dump(mode="json"))
    card = Card(id=encoder_id, kind="bovw", summary="words of drawn pictures", **known)
    return write_bundle(settings().data, card, {VOCABULARY: file or as_npz(arrays_in(made))})
