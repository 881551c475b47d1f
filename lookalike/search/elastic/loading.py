"""Slower refreshes while much is written, undone at the end or by the next process that writes."""

from lookalike.search.elastic.catalogue import Catalogue
from lookalike.search.elastic.client import Connection
from lookalike.search.elastic.known import Known
from lookalike.search.elastic.names import is_staged

# 30 seconds, in a spelling of our own: an operator's "30s" is never taken for it.
WHILE_LOADING = "30000ms"


class Loading:
    """Knows which collections this process is loading."""

    def __init__(self, connection: Connection, catalogue: Catalogue) -> None:
        self._connection = connection
        self._catalogue = catalogue
        self._before: dict[str, str | None] = {}

    def begin(self, name: str) -> None:
        """Refresh every 30 seconds only; a staged rebuild does not refresh by itself anyway."""
        known = self._catalogue.known(name)
        if is_staged(name):
            return
        if known.refresh_interval != WHILE_LOADING:
            self._before[name] = known.refresh_interval
            self._set(known, WHILE_LOADING)
        else:
            self._before.setdefault(name, None)

    def end(self, name: str) -> None:
        """Refresh as before, and now."""
        known = self._catalogue.known(name)
        if not is_staged(name):
            self._restore(name, known)
        self._connection.client.indices.refresh(index=known.alias)

    def undo_what_a_dead_process_left(self, name: str, known: Known) -> None:
        """Restore the refresh where a loader that is not this process slowed it.

        One that is alive only gets more refreshes than it asked for.
        """
        if name not in self._before:
            self._restore(name, known)

    def _restore(self, name: str, known: Known) -> None:
        before = self._before.pop(name, None)
        if known.refresh_interval == WHILE_LOADING:
            self._set(known, before)
            self._catalogue.forget(name)

    def _set(self, known: Known, interval: str | None) -> None:
        self._connection.client.indices.put_settings(
            index=known.alias, settings={"index.refresh_interval": interval}
        )
