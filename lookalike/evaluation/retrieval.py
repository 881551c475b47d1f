"""Queries go in batches through the product's own search by vectors, and by nothing else."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from sys import intern

import numpy as np

from lookalike import __version__
from lookalike.core.errors import ImageRefused
from lookalike.core.settings import Settings
from lookalike.core.texts import N_, _
from lookalike.core.vectors import Rows
from lookalike.encoders.base import Encoder, Image
from lookalike.encoders.registry import load_encoder
from lookalike.encoders.rows import encode_all
from lookalike.evaluation.checkpoint import Checkpoint, Found
from lookalike.evaluation.contents import Contents
from lookalike.evaluation.queries import EvalQuery, Refused
from lookalike.imaging import Limits, decode
from lookalike.search.batches import nearest
from lookalike.search.collections import check_encoder
from lookalike.search.engine import Engine, VectorField

BATCH = 128
IMAGES_AT_ONCE = 32
FULL_IMAGES_AT_ONCE = 8
"""Images in memory at a time: one in full size may take 150 MB."""

Show = Callable[[int, int], None]
"""Takes how many queries are done, of how many."""

_NO_VECTOR = N_("it has no vector of {encoder}")


@dataclass(frozen=True)
class Retrieval:
    """Asks queries of one kind in one vector field, and keeps the `depth` nearest of each."""

    engine: Engine
    settings: Settings
    contents: Contents
    field: VectorField
    depth: int

    def run(self, queries: Sequence[EvalQuery], kept: Checkpoint, show: Show) -> Found:
        """Return what all queries find; a batch that `kept` has already is not asked again."""
        found = Found()
        for number, start in enumerate(range(0, len(queries), BATCH)):
            show(start, len(queries))
            batch = kept.read(number)
            if batch is None:
                batch = self.ask(queries[start : start + BATCH])
                kept.write(number, batch)
            found.add(batch)
        show(len(queries), len(queries))
        return found

    def ask(self, queries: Sequence[EvalQuery]) -> Found:
        """Return what some queries find; none of them finds itself."""
        found = Found()
        rows = self._rows(queries, found)
        if not found.own:
            return found
        own = [{itself} if itself else set() for itself in found.own.values()]
        near = nearest(
            self.engine,
            self.contents.collection,
            self.field,
            rows,
            k=self.depth + 1,
            window=self.settings.window,
            own=own,
        )
        for (query, itself), neighbours in zip(found.own.items(), near, strict=True):
            hits = [(intern(each.id), each.distance) for each in neighbours if each.id != itself]
            found.hits[query] = hits[: self.depth]
        return found

    def digest(self, queries: Sequence[EvalQuery]) -> str:
        """Return a sha256 over all that decides what is found, the state of the collection included."""
        limits, field = Limits.from_settings(self.settings), self.field
        known = [
            *(__version__, BATCH, self.engine.name, self.settings.elasticsearch_oversample),
            *(self.contents.collection.uid, self.contents.state, field.name, field.fingerprint),
            *(self.depth, self.settings.window, str(limits)),
        ]
        digest = hashlib.sha256(json.dumps(known).encode())
        for each in queries:
            asked = [each.id, each.document, each.text, each.version]
            digest.update(json.dumps(asked).encode())
        return digest.hexdigest()

    def _rows(self, queries: Sequence[EvalQuery], found: Found) -> Rows:
        """Return raw rows (n, dims) of what can be asked, noting in `found` what it is, and the rest."""
        if queries[0].document is not None:
            return self._stored(queries, found)
        encoder = load_encoder(self.field.encoder)
        check_encoder(self.contents.collection, encoder)
        if queries[0].text is not None:
            found.own |= dict.fromkeys(each.id for each in queries)
            return encoder.encode_words([each.text or "" for each in queries])
        at_once = FULL_IMAGES_AT_ONCE if encoder.needs_full_size else IMAGES_AT_ONCE
        rows = encode_all(encoder, self._images(queries, encoder, found), at_once)
        there = [place for place, each in enumerate(queries) if each.id in found.own]
        return rows[there]

    def _stored(self, queries: Sequence[EvalQuery], found: Found) -> Rows:
        ids = [each.document or "" for each in queries]
        stored = self.engine.vectors(self.contents.collection.name, self.field.name, ids)
        for query, document_id in zip(queries, ids, strict=True):
            if document_id in stored:
                found.own[query.id] = document_id
            else:
                reason = _(_NO_VECTOR).format(encoder=self.field.encoder)
                found.refused.append(Refused(query.name, reason))
        rows = [stored[itself] for itself in found.own.values() if itself]
        return np.asarray(rows, np.float32).reshape(-1, self.field.dims)

    def _images(
        self, queries: Sequence[EvalQuery], encoder: Encoder, found: Found
    ) -> Iterator[Image | None]:
        limits = Limits.from_settings(self.settings)
        for query in queries:
            try:
                data = query.read(self.settings.max_file_bytes) if query.read else b""
                image = decode(data, query.name, limits, full=encoder.needs_full_size).image
            except ImageRefused as error:
                found.refused.append(Refused(query.name, str(error)))
                yield None
            else:
                sha256 = hashlib.sha256(data).hexdigest()
                found.own[query.id] = sha256 if sha256 in self.contents.documents else None
                found.images[query.id] = sha256
                yield image
