"""Writes that merge: read as last written, change, write on condition that nobody was quicker."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lookalike.core.errors import Conflict, EngineBusy, LookalikeError, NotFound
from lookalike.core.texts import N_, _
from lookalike.core.vectors import Rows
from lookalike.search.elastic import bulk, documents, reading
from lookalike.search.elastic.changes import Change, State, new_rows
from lookalike.search.elastic.client import Connection
from lookalike.search.elastic.errors import ENGINE
from lookalike.search.engine import Outcome, Written

ATTEMPTS = 30

_CONTENDED = N_("others kept changing the same document")


@dataclass(frozen=True, slots=True)
class _Stored:
    """A document as last written, and the version a write to it must find."""

    state: State
    seq_no: int
    primary_term: int

    @property
    def version(self) -> dict[str, int]:
        return {"if_seq_no": self.seq_no, "if_primary_term": self.primary_term}


@dataclass(slots=True)
class _Plan:
    """The changes to one document, in their order, and where their outcomes belong."""

    id: str
    changes: list[tuple[int, Change]] = field(default_factory=list)

    def run(self, state: State | None) -> tuple[State | None, list[Outcome]]:
        outcomes: list[Outcome] = []
        for _position, change in self.changes:
            state, outcome = change(state)
            outcomes.append(outcome)
        return state, outcomes

    def written(self, outcomes: Iterable[Outcome]) -> dict[int, Written]:
        return {
            position: Written(self.id, outcome)
            for (position, _change), outcome in zip(self.changes, outcomes, strict=True)
        }

    def failed(self, error: LookalikeError) -> dict[int, Written]:
        return {position: Written(self.id, "failed", error) for position, _change in self.changes}


class Writer:
    """Applies changes to documents."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def apply(
        self,
        alias: str,
        changes: Iterable[tuple[int, str, Change]],
        fields: Sequence[str] = (),
        *,
        presumed_new: bool = False,
    ) -> dict[int, Written]:
        """Apply (position, id, change) in order; return what became of each position.

        `fields` are the vector fields the changes compare. `presumed_new` spares the first read.
        Changes to one document are one write. A document that somebody else changed meanwhile is
        read again; after 30 attempts its changes fail as EngineBusy.
        """
        pending = _plans(changes)
        written: dict[int, Written] = {}
        for attempt in range(ATTEMPTS):
            if not pending:
                break
            if attempt > 1:
                bulk.pause(min(attempt - 2, 3))
            ids = [plan.id for plan in pending]
            guess = presumed_new and attempt == 0
            stored = {} if guess else self._read(alias, ids, fields)
            pending = self._round(alias, pending, stored, written)
        for plan in pending:
            written |= plan.failed(EngineBusy(engine=ENGINE, reason=_(_CONTENDED)))
        return written

    def _round(
        self,
        alias: str,
        plans: Sequence[_Plan],
        stored: Mapping[str, _Stored],
        written: dict[int, Written],
    ) -> list[_Plan]:
        """Write once; note what is settled in `written` and return the plans that are not."""
        sent: list[tuple[_Plan, list[Outcome]]] = []
        operations = []
        for plan in plans:
            before = stored.get(plan.id)
            after, outcomes = plan.run(before.state if before else None)
            operation = self._operation(plan.id, before, after)
            if operation is None:
                written |= plan.written(outcomes)
            else:
                sent.append((plan, outcomes))
                operations.append(operation)
        answers = bulk.send(self._connection.client, alias, operations) if operations else []
        again = []
        for (plan, outcomes), answer in zip(sent, answers, strict=True):
            if answer is None:
                written |= plan.written(outcomes)
            elif isinstance(answer, Conflict | NotFound):
                again.append(plan)
            else:
                written |= plan.failed(answer)
        return again

    def _operation(
        self, id_: str, before: _Stored | None, after: State | None
    ) -> bulk.Operation | None:
        if before is None and after is not None:
            source = documents.source_of(after.document) | self._packed(after.rows)
            return bulk.operation("create", {"_id": id_}, source)
        if before is None or after is before.state:
            return None
        if after is None:
            return bulk.operation("delete", {"_id": id_, **before.version})
        part: dict[str, Any] = self._packed(new_rows(before.state.rows, after.rows))
        if after.document.files != before.state.document.files:
            part |= documents.file_part(after.document)
        return bulk.operation("update", {"_id": id_, **before.version}, {"doc": part})

    def _packed(self, rows: Mapping[str, Rows]) -> dict[str, Any]:
        as_base64 = self._connection.takes_base64
        return {name: documents.packed(row, as_base64=as_base64) for name, row in rows.items()}

    def _read(self, alias: str, ids: Sequence[str], fields: Sequence[str]) -> dict[str, _Stored]:
        wanted = [*documents.KNOWN, *fields]
        found = {}
        for hit in reading.by_id(self._connection.client, alias, ids, wanted):
            source = hit["_source"]
            rows = {
                name: np.asarray(source[name], np.float32)
                for name in fields
                if source.get(name) is not None
            }
            state = State(documents.document_of(hit["_id"], source), rows)
            found[hit["_id"]] = _Stored(state, hit["_seq_no"], hit["_primary_term"])
        return found


def _plans(changes: Iterable[tuple[int, str, Change]]) -> list[_Plan]:
    plans: dict[str, _Plan] = {}
    for position, id_, change in changes:
        plans.setdefault(id_, _Plan(id_)).changes.append((position, change))
    return list(plans.values())
