"""Many writes in requests of bounded size, each item's answer checked."""

import json
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lookalike.core.chunks import in_chunks
from lookalike.core.errors import (
    BadInput,
    EngineBusy,
    EngineUnavailable,
    LookalikeError,
    NotFound,
    StorageFull,
)
from lookalike.search.elastic.client import Client
from lookalike.search.elastic.errors import refusal

CHUNK_BYTES = 10 * 2**20
ATTEMPTS = 6
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0

Answer = LookalikeError | None


@dataclass(frozen=True, slots=True)
class Operation:
    """One item of a bulk request as its NDJSON lines."""

    lines: bytes


def operation(
    kind: str, action: Mapping[str, Any], body: Mapping[str, Any] | None = None
) -> Operation:
    """Return the item that does `kind` (create, update, delete) with what `action` addresses."""
    parts = [{kind: action}] if body is None else [{kind: action}, body]
    lines = (json.dumps(part, ensure_ascii=False, separators=(",", ":")) for part in parts)
    return Operation("\n".join(lines).encode("utf-8"))


def send(client: Client, alias: str, operations: Sequence[Operation]) -> list[Answer]:
    """Write all of them; return None for each item that was done, else its error.

    Items that the server was too busy for, or away for, are sent again after growing pauses.
    Raises NotFound where the collection is gone, StorageFull at once, EngineBusy or
    EngineUnavailable when the attempts are used up; what was acknowledged by then stays written.
    """
    answers: list[Answer] = [None] * len(operations)
    pending = list(range(len(operations)))

    def size_of(position: int) -> int:
        return len(operations[position].lines) + 1

    for attempt in range(ATTEMPTS):
        waiting = []
        for chunk in in_chunks(pending, size_of, size=CHUNK_BYTES):
            for position, answer in _answers(client, alias, chunk, operations):
                answers[position] = answer
                if isinstance(answer, EngineUnavailable):
                    waiting.append(position)
        if not waiting:
            return answers
        pending = waiting
        if attempt + 1 < ATTEMPTS:
            pause(attempt)
    error = answers[pending[0]]
    raise error if error is not None else AssertionError


def pause(attempt: int) -> None:
    """Wait before the next attempt: twice as long each time, and not in step with others."""
    longest = min(FIRST_PAUSE * 2**attempt, LONGEST_PAUSE)
    time.sleep(longest * random.uniform(0.5, 1.0))  # noqa: S311 - no secret depends on it


def _answers(
    client: Client, alias: str, chunk: list[int], operations: Sequence[Operation]
) -> list[tuple[int, Answer]]:
    """Send one request; where it is refused as a whole, its halves, down to the item at fault."""
    lines: list[Any] = [operations[position].lines for position in chunk]  # sent as they are
    try:
        response = client.bulk(index=alias, operations=lines, require_alias=True)
    except EngineBusy as error:
        return [(position, error) for position in chunk]
    except BadInput as error:
        if len(chunk) == 1:
            return [(chunk[0], error)]
        middle = len(chunk) // 2
        return [
            *_answers(client, alias, chunk[:middle], operations),
            *_answers(client, alias, chunk[middle:], operations),
        ]
    items = response["items"]
    return [(position, _checked(item)) for position, item in zip(chunk, items, strict=True)]


def _checked(item: Mapping[str, Any]) -> Answer:
    [answer] = item.values()
    if 200 <= answer["status"] < 300:
        return None
    if "error" not in answer:  # a delete that found nothing
        return NotFound(kind="document", name=answer["_id"])
    error = refusal(answer["status"], answer["error"])
    if isinstance(error, StorageFull) or _collection_is_gone(answer["error"]):
        raise error
    return error


def _collection_is_gone(cause: Mapping[str, Any]) -> bool:
    return bool(cause.get("type") == "index_not_found_exception")
