"""A head in a bundle: a small network on the rows of an encoder that was left as it is."""

from collections.abc import Sequence

from lookalike.core.errors import EncoderUnavailable, UnknownChoice
from lookalike.core.texts import N_, _
from lookalike.core.vectors import Rows
from lookalike.encoders.base import Encoder, Image
from lookalike.encoders.bundle import Bundle
from lookalike.encoders.card import CARD, Base
from lookalike.encoders.graph import RUNTIME, Graph, Port
from lookalike.encoders.registry import load_encoder, made_of

MODEL = "head.onnx"
INPUT = "base"

_NO_BASE = N_("{file} does not name the encoder it stands on")
_NOT_HERE = N_("it stands on {base}, which is not installed here")
_OTHER_BASE = N_(
    "it stands on {base} with fingerprint {expected}, and here that encoder has {found}; install "
    "the version it was made with"
)


class HeadEncoder(Encoder):
    """Raw rows of the encoder below, through a model that normalises them itself."""

    def __init__(self, bundle: Bundle) -> None:
        """Take a bundle of kind `head`; EncoderUnavailable where its base is not here as it was."""
        self._card = card = bundle.card
        self.id, self.dims, self.summary = card.id, card.dims, card.summary
        if card.base is None:
            raise EncoderUnavailable(encoder=self.id, reason=_(_NO_BASE).format(file=CARD))
        self._base = base = self._below(bundle, card.base)
        self.needs_full_size = base.needs_full_size
        self.runtime = RUNTIME if base.runtime == RUNTIME else f"{base.runtime}, {RUNTIME}"
        takes = Port(INPUT, "tensor(float)", (base.dims,))
        self._graph = Graph(bundle, MODEL, takes, card.dims)

    @property
    def fingerprint(self) -> str:
        """Hex digest of the card: kind, dims, the head's bytes and the fingerprint of its base."""
        return self._card.fingerprint

    def encode_images(self, images: Sequence[Image]) -> Rows:
        """Return rows (n, dims) float32."""
        return self._graph.encode(len(images), lambda at: self._base.encode_images(images[at]))

    def _below(self, bundle: Bundle, stated: Base) -> Encoder:
        """Return the encoder below: the one that the bundle carries, else the one of that id here."""
        below = bundle.below()
        try:
            base = made_of(below) if below else load_encoder(stated.id)
        except UnknownChoice as error:
            reason = _(_NOT_HERE).format(base=stated.id)
            raise EncoderUnavailable(encoder=self.id, reason=reason) from error
        if base.id != stated.id or base.fingerprint != stated.fingerprint:
            reason = _(_OTHER_BASE).format(
                base=stated.id, expected=stated.fingerprint[:8], found=base.fingerprint[:8]
            )
            raise EncoderUnavailable(encoder=self.id, reason=reason)
        return base
