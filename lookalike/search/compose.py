"""From the terms of a query to one vector."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lookalike.core.errors import BadRequest, EncoderUnavailable, NotFound, UnknownChoice
from lookalike.core.settings import Settings
from lookalike.core.texts import N_, _
from lookalike.core.vectors import Rows, unit_rows
from lookalike.encoders.base import Encoder
from lookalike.encoders.registry import load_encoder
from lookalike.encoders.rows import leaning
from lookalike.imaging import Limits, decode
from lookalike.search.collections import check_encoder
from lookalike.search.engine import Collection, Engine, VectorField
from lookalike.search.query import QueryTerm
from lookalike.search.uploads import Uploads

_CANCEL = N_("the terms cancel each other out; change a weight")
_ALL_ONE = N_("{encoder} does not tell the kind of thing from its looks; leave it out")
_NO_URL = N_("addresses are not fetched yet; save the picture and give the file")
_NO_IMAGE_VECTOR = N_("image with a vector of {encoder}")


@dataclass(frozen=True, slots=True)
class Composed:
    """The query vector (dims,), and the ids of documents that the query itself is."""

    vector: Rows
    own: frozenset[str]


class Composer:
    """Makes the one query vector for a collection's field from any terms."""

    def __init__(
        self, engine: Engine, settings: Settings, collection: Collection, field: VectorField
    ) -> None:
        self.engine = engine
        self.settings = settings
        self.collection = collection
        self.field = field
        self.own: set[str] = set()

    def compose(self, terms: Sequence[QueryTerm], same: float | None = None) -> Composed:
        """Return the weighted sum of the terms' rows; a lone term is its row as it is.

        Cosine sums unit rows; l2 takes the weighted mean. `same`: see `Query`. BadRequest where
        nothing is left, or the encoder does not tell kind from looks.
        """
        stored = self._stored([str(term.value) for term in terms if term.kind == "id"])
        rows = np.stack([self._row(term, stored) for term in terms])
        weights = np.array([term.weight for term in terms], np.float64)
        if len(terms) > 1 and self.field.metric == "cosine":
            rows = unit_rows(rows)
        scale = np.abs(weights).sum() if self.field.metric == "l2" else 1.0
        vector = np.asarray(weights @ rows / (scale or 1.0), np.float32)
        if not np.linalg.norm(vector) > 1e-6 * np.linalg.norm(rows[0]):
            raise BadRequest(field="query", reason=_(_CANCEL))
        if same is not None:
            vector = self._leaning(vector, same)
        return Composed(vector, frozenset(self.own))

    def _leaning(self, vector: Rows, same: float) -> Rows:
        meaning = self._encoder().meaning
        if not meaning:
            reason = _(_ALL_ONE).format(encoder=self.field.encoder)
            raise BadRequest(field="same", reason=reason)
        return leaning(vector, meaning, same)

    def _stored(self, ids: Sequence[str]) -> Mapping[str, Rows]:
        """Return the rows of documents by id, in one call of the engine; of none, in none."""
        return self.engine.vectors(self.collection.name, self.field.name, ids) if ids else {}

    def _row(self, term: QueryTerm, stored: Mapping[str, Rows]) -> Rows:
        if isinstance(term.value, bytes):
            return self._of_file(term.value, term.name or "image", positive=term.weight > 0)
        if term.kind == "words":
            return _only(self._encoder().encode_words([term.value]))
        if term.kind == "id":
            return self._of_document(term.value, stored, positive=term.weight > 0)
        if term.kind == "token":
            return self._of_upload(term.value, positive=term.weight > 0)
        raise BadRequest(field="image", reason=_(_NO_URL))

    def _encoder(self) -> Encoder:
        encoder = load_encoder(self.field.encoder)
        check_encoder(self.collection, encoder)
        return encoder

    def _of_file(self, data: bytes, name: str, *, positive: bool) -> Rows:
        encoder = self._encoder()
        limits = Limits.from_settings(self.settings)
        picture = decode(data, name, limits, full=encoder.needs_full_size)
        if positive:
            self.own.add(hashlib.sha256(data).hexdigest())
        return _only(encoder.encode_images([picture.image]))

    def _of_document(self, document_id: str, found: Mapping[str, Rows], *, positive: bool) -> Rows:
        if document_id not in found:
            kind = _(_NO_IMAGE_VECTOR).format(encoder=self.field.encoder)
            raise NotFound(kind=kind, name=document_id)
        if positive:
            self.own.add(document_id)
        return found[document_id]

    def _of_upload(self, token: str, *, positive: bool) -> Rows:
        upload = Uploads(self.settings.data).load(token)
        if positive:
            self.own.add(upload.sha256)
        if self.field.name in upload.vectors:
            return upload.vectors[self.field.name]
        # Uploaded for another encoder: only the thumbnail is left of the picture.
        return self._of_file(upload.thumbnail.read_bytes(), upload.name, positive=False)


def _only(rows: Rows) -> Rows:
    """Return the one row (dims,) of `rows` (1, dims)."""
    row: Rows = rows[0]
    return row


def tells_looks(encoder_id: str) -> bool:
    """Whether an encoder tells the kind of thing from its looks; one that cannot be loaded does not."""
    encoder = _loaded(encoder_id)
    return encoder is not None and encoder.meaning > 0


def reads_words(encoder_id: str) -> bool:
    """Whether an encoder reads words; one that cannot be loaded does not."""
    encoder = _loaded(encoder_id)
    return encoder is not None and encoder.reads_words


def _loaded(encoder_id: str) -> Encoder | None:
    try:
        return load_encoder(encoder_id)
    except (EncoderUnavailable, UnknownChoice):
        return None
