"""From names to collections that are open, through swaps and drops by anybody."""

import logging
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from lookalike.core.errors import (
    Conflict,
    EngineBusy,
    EngineUnavailable,
    NotFound,
    SchemaTooNew,
    StorageDamaged,
)
from lookalike.core.texts import N_, _
from lookalike.search.embedded.catalogue import Catalogue
from lookalike.search.embedded.faults import ENGINE, Moved, mapped_faults
from lookalike.search.embedded.store import Store
from lookalike.search.engine import Collection

T = TypeVar("T")

_FILES_GONE = N_("the files of “{name}” are not in {folder}")
_ATTEMPTS = 5

log = logging.getLogger(__name__)


class Stores:
    """The collections of one data folder; those in use stay open."""

    def __init__(self, data: Path) -> None:
        self.catalogue = Catalogue(data)
        self._open: dict[str, Store] = {}
        self._lock = threading.Lock()

    def on(self, name: str, work: Callable[[Store], T]) -> T:
        """Do `work` on what `name` means; again where it meant another collection by then."""
        for _attempt in range(_ATTEMPTS):
            store = self._store(name)
            try:
                return work(store)
            except Moved:
                self._forget(name, store)
        folder = self.catalogue.folder(self.catalogue.uid(name))
        raise EngineUnavailable(
            engine=ENGINE, reason=_(_FILES_GONE).format(name=name, folder=folder)
        )

    def moving(self, name: str, move: Callable[[], None]) -> None:
        """Do `move`, which takes the name from its collection, while no one writes to that."""

        moved = False

        def retire(store: Store) -> None:
            nonlocal moved
            with store.retiring():
                move()
                moved = True

        try:
            self.on(name, retire)
        except (EngineBusy, SchemaTooNew):
            raise
        except EngineUnavailable as fault:  # damaged or gone: all the more reason to let it go
            log.warning("%s: %s", name, fault)
            if not moved:
                move()
        with self._lock:
            store = self._open.pop(name, None)
        if store is not None:
            store.retire()
        with mapped_faults():
            self.catalogue.sweep()

    def described(self) -> list[Collection]:
        """Return all collections; one that cannot be opened is left out, and logged."""
        found = []
        for name in self.catalogue.names():
            try:
                found.append(self.on(name, partial(Store.describe, name=name)))
            except EngineBusy:
                raise
            except (EngineUnavailable, Conflict) as fault:
                log.warning("%s: %s", name, fault)
            except NotFound:  # dropped since the names were read
                continue
        return found

    def damaged(self) -> list[str]:
        """Return the names of collections that are there and cannot be read."""
        found = []
        for name in self.catalogue.names():
            try:
                self.on(name, partial(Store.describe, name=name))
            except StorageDamaged:
                found.append(name)
            except (EngineUnavailable, Conflict, NotFound):
                continue
        return found

    def close(self) -> None:
        """Close everything."""
        with self._lock:
            stores, self._open = list(self._open.values()), {}
        for store in stores:
            store.close()
        self.catalogue.close()

    def _store(self, name: str) -> Store:
        uid = self.catalogue.uid(name)
        with self._lock:
            store = self._open.get(name)
            if store is None or store.folder.name != uid:
                if store is not None:
                    store.retire()
                store = self._open[name] = Store(self.catalogue.folder(uid))
            return store

    def _forget(self, name: str, store: Store) -> None:
        with self._lock:
            if self._open.get(name) is store:
                del self._open[name]
