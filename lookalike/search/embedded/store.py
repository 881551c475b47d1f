"""One collection on disk: its database, its vector files, and the views searches share."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from lookalike.core.access import Ownership
from lookalike.core.errors import BadRequest, EngineUnavailable, UnknownChoice
from lookalike.core.schema import COLLECTION_SCHEMA
from lookalike.core.texts import N_, _
from lookalike.core.vectors import Rows, prepare_row
from lookalike.search.embedded.conditions import passing
from lookalike.search.embedded.database import Database
from lookalike.search.embedded.facets import Facets
from lookalike.search.embedded.faults import ENGINE, Moved
from lookalike.search.embedded.fields import (
    StoredField,
    drop_fields,
    stored_field,
    stored_fields,
)
from lookalike.search.embedded.matrix import Damaged, Matrices, is_due
from lookalike.search.embedded.nearest import nearest
from lookalike.search.embedded.reader import figures
from lookalike.search.embedded.tables import read_meta, set_meta
from lookalike.search.embedded.view import View, look
from lookalike.search.embedded.writer import Writer
from lookalike.search.engine import Collection, Stats, Written
from lookalike.search.filters import Filter
from lookalike.search.searches import MAX_WINDOW
from lookalike.search.wanted import Neighbour

_QUERY_SHAPE = N_("a query has {found} numbers, the field {name} holds {dims}")
_K = N_("it must be between 1 and {limit}")
_FILE_LOST = N_("the vector file of {name} cannot be built")

T = TypeVar("T")

log = logging.getLogger(__name__)


class Store:
    """A collection by its folder, whatever its name is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = Database(folder / "collection.db", COLLECTION_SCHEMA, movable=True)
        self.matrices = Matrices(folder / "vectors", self.database)
        self.facets = Facets()
        self._views: dict[str, View] = {}
        self._looking = threading.Lock()

    def describe(self, name: str) -> Collection:
        """Return the collection under the name it goes by."""
        with self.database.reading() as connection:
            meta, fields = read_meta(connection), stored_fields(connection)
        encoders = {one.public.encoder: one.public for one in fields.values() if one.current}
        return Collection(
            name=name,
            uid=self.folder.name,
            title=meta.get("title", ""),
            created_at=datetime.fromisoformat(meta["created_at"]),
            ownership=Ownership(meta["owner"], meta["visibility"]),
            encoders=encoders,
            default_encoder=meta.get("default_encoder"),
        )

    def stats(self) -> Stats:
        """Return the figures of the collection; `bytes` are those of its folder."""
        size = sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())
        return self.read(lambda connection: figures(connection, size))

    def read(self, work: Callable[[Connection], T]) -> T:
        """Let `work` read one moment of the collection."""
        with self.database.reading() as connection:
            return work(connection)

    def change(self, work: Callable[[Connection], None]) -> None:
        """Let `work` write in one transaction."""
        with self.writing() as connection:
            work(connection)

    def drop_field(self, encoder: str) -> None:
        """Forget an encoder's fields, their rows and their files."""
        with self.writing() as connection:
            numbers = drop_fields(connection, encoder)
        for number in numbers:
            self.matrices.remove(number)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection in a transaction; Moved where the collection was dropped meanwhile."""
        with self.database.writing() as connection:
            if connection.execute("SELECT 1 FROM meta WHERE key = 'dropped'").fetchone():
                raise Moved
            yield connection

    @contextmanager
    def retiring(self) -> Iterator[None]:
        """Let no one write while the name is moved away inside, and never again after."""
        with self.writing() as connection:
            set_meta(connection, "dropped", 1)
            yield

    def write(self, work: Callable[[Writer], list[Written]]) -> list[Written]:
        """Let `work` write in one transaction; then put long tails into the vector files."""
        with self.writing() as connection:
            writer = Writer(connection)
            written = work(writer)
            touched = writer.finish()
            fields = stored_fields(connection)
            long = [name for name in touched if is_due(connection, fields[name])]
        for name in long:
            self._build(name)
        return written

    def knn(
        self, name: str, queries: NDArray[np.float32], k: int, filters: Sequence[Filter]
    ) -> list[list[Neighbour]]:
        """Return the nearest documents of each query row, of those that pass."""
        if not 1 <= k <= MAX_WINDOW:
            raise BadRequest(field="k", reason=_(_K).format(limit=MAX_WINDOW))
        with self.database.reading() as connection:
            public = stored_field(connection, name).public
        if queries.ndim != 2 or queries.shape[1] != public.dims:
            found = "x".join(map(str, queries.shape[1:])) or "0"
            reason = _(_QUERY_SHAPE).format(found=found, name=name, dims=public.dims)
            raise BadRequest(field="vector", reason=reason)
        rows: list[Rows] = [prepare_row(row, name, public.dims, public.metric) for row in queries]
        if not rows:
            return []
        view, chosen = self._look(name, filters)
        return nearest(view.parts, np.stack(rows), k, public.metric, chosen)

    def retire(self) -> None:
        """Let go of connections; those who hold this store are sent to look the name up again."""
        self.database.retire()

    def close(self) -> None:
        """Let go of connections and maps."""
        self.database.close()
        self._views.clear()

    def _look(self, name: str, filters: Sequence[Filter]) -> tuple[View, NDArray[np.int64] | None]:
        """Return the rows of a field and the nums that pass, both as of one moment."""
        self._build_what_was_left(name)
        for _attempt in range(3):
            with self.database.reading() as connection:
                field = stored_field(connection, name)
                try:
                    return self._view(connection, field), passing(connection, filters)
                except Damaged:  # or compacted between our look at SQLite and at the file
                    pass
            with self.database.reading() as connection:
                now = stored_field(connection, name)
            if now.generation == field.generation:
                self.matrices.rebuild(name, now)
        raise EngineUnavailable(engine=ENGINE, reason=_(_FILE_LOST).format(name=name))

    def _view(self, connection: Connection, field: StoredField) -> View:
        with self._looking:
            before = self._views.get(field.public.name)
            if before is not None and before.field.number != field.number:
                before = None
            view = look(connection, field, self.matrices, before)
            self._views[field.public.name] = view
            return view

    def _build_what_was_left(self, name: str) -> None:
        """Build first where a killed process left a tail too long to hold in memory."""
        with self.database.reading() as connection:
            field = stored_field(connection, name)
            known = self._views.get(name)
            fresh = known is not None and known.field.changes >= field.changes
            long = not fresh and is_due(connection, field)
        if long:
            self._build(name)

    def _build(self, name: str) -> None:
        """Build a file if that can be done: all it will hold is safe in SQLite, and found there."""
        try:
            self.matrices.build(name)
        except (EngineUnavailable, UnknownChoice) as fault:
            log.warning("%s: %s", self.folder.name, fault)
