"""Collections in the cluster: making, dropping, swapping them, and their `_meta`."""

import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from lookalike.core.errors import (
    BadRequest,
    CollectionExists,
    Conflict,
    LookalikeError,
    NotFound,
)
from lookalike.core.texts import N_, _
from lookalike.search.elastic import mapping, names
from lookalike.search.elastic.known import Meta
from lookalike.search.elastic.lookup import Lookup
from lookalike.search.engine import Collection, VectorField

GRACE = 0.5
"""Seconds an index outlives its alias, for requests that had resolved it already."""
_META_ATTEMPTS = 5
_TOKEN_PATIENCE = 10.0
_TOKEN_PAUSE = 0.05
_EARLY_TERMINATION = "index.dense_vector.hnsw_enable_early_termination"

_CHANGED = N_("its description was changed by several at once; try again")


class Catalogue(Lookup):
    """Changes which collections there are."""

    def create(self, name: str, fields: Sequence[VectorField], title: str, uid: str) -> Collection:
        """Make an empty collection; of two who try at once, one gets CollectionExists."""
        names.check_new_name(name)
        indices = self._indices(name)
        if self._owner(indices, name):
            raise CollectionExists(name=name)
        collection = Collection(
            name=name,
            uid=uid or secrets.token_hex(8),
            title=title,
            created_at=datetime.now(UTC),
            encoders={field.encoder: field for field in fields},
            default_encoder=fields[0].encoder if fields else None,
        )
        try:
            self._make(name, _next_number(indices), self.alias(name), collection)
        except LookalikeError as error:
            if self._owner(self._indices(name), name):
                raise CollectionExists(name=name) from error
            raise
        self.forget(name)
        return collection

    def drop(self, name: str) -> None:
        """Delete a collection with all that was staged for it, or one staged rebuild."""
        staged = names.is_staged(name)
        indices = self._indices(names.base_name(self._checked(name)))
        owner = self._owner(indices, name)
        self.forget(name)
        if owner is None:
            raise NotFound(kind="collection", name=name)
        self._client.indices.delete(index=[owner] if staged else sorted(indices))

    def stage(self, name: str, fields: Sequence[VectorField]) -> str:
        """Make an empty twin under an alias of its own; it refreshes when asked, until the swap."""
        twin = self.known(name).collection
        default = twin.default_encoder
        encoders = {field.encoder: field for field in fields}
        if default not in encoders:
            default = fields[0].encoder if fields else None
        number = _next_number(self._indices(name))
        staged = names.staged_name(name, number)
        collection = Collection(
            name=staged,
            uid=twin.uid,
            title=twin.title,
            created_at=twin.created_at,
            ownership=twin.ownership,
            encoders=encoders,
            default_encoder=default,
        )
        self._make(name, number, self.alias(staged), collection, refresh_interval="-1")
        return staged

    def swap(self, name: str, staged: str) -> None:
        """Move the alias in one request that fails as a whole, then delete what lost its alias."""
        if not names.is_staged(staged) or names.base_name(staged) != name:
            raise NotFound(kind="collection", name=staged)
        old, new = self.known(name), self.known(staged)
        settings = {
            "index.refresh_interval": None,
            "index.number_of_replicas": self._settings.elasticsearch_replicas,
        }
        self._client.indices.put_settings(index=new.alias, settings=settings)
        self._client.indices.refresh(index=new.alias)
        gone = {"must_exist": True}
        self._client.indices.update_aliases(
            actions=[
                {"remove": {"index": old.index, "alias": old.alias, **gone}},
                {"remove": {"index": new.index, "alias": new.alias, **gone}},
                {"add": {"index": new.index, "alias": old.alias, "is_write_index": True}},
            ]
        )
        self.forget(name)
        self.forget(staged)
        nobodys = {names.token_of(self._settings.elasticsearch_prefix, name)}
        orphans = [index for index, aliases in self._indices(name).items() if aliases <= nobodys]
        if orphans:
            time.sleep(GRACE)
            self._client.indices.delete(index=sorted(orphans), ignore_unavailable=True)

    def edit(
        self,
        name: str,
        change: Callable[[Meta], Meta],
        properties: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        """Change `_meta`, and add `properties`, in one request, alone, and read it back.

        The request replaces `_meta`, and Elasticsearch offers no condition on it.
        """
        with self._alone(name):
            for _attempt in range(_META_ATTEMPTS):
                known = self.known(name)
                self._client.indices.put_mapping(
                    index=known.alias, meta=change(known.meta), properties=dict(properties or {})
                )
                found = self.known(name).meta
                if change(found) == found:
                    return
        raise Conflict(reason=_(_CHANGED))

    @contextmanager
    def _alone(self, name: str) -> Iterator[None]:
        """Hold the collection's token: of several who take the alias away, one succeeds.

        A process that died with it is waited for, and then passed over.
        """
        index = self.known(name).index
        token = names.token_of(self._settings.elasticsearch_prefix, name)
        deadline = time.monotonic() + _TOKEN_PATIENCE
        while not self._took(index, token) and time.monotonic() < deadline:
            time.sleep(_TOKEN_PAUSE)
            index = self.known(name).index
        try:
            yield
        finally:
            self._client.indices.update_aliases(actions=[{"add": {"index": index, "alias": token}}])

    def _took(self, index: str, token: str) -> bool:
        action = {"remove": {"index": index, "alias": token, "must_exist": True}}
        try:
            self._client.indices.update_aliases(actions=[action])
        except NotFound:
            return False
        return True

    def _make(
        self,
        name: str,
        number: int,
        alias: str,
        collection: Collection,
        refresh_interval: str | None = None,
    ) -> None:
        body = mapping.index_body(
            list(collection.encoders.values()),
            mapping.meta_of(collection),
            alias,
            names.token_of(self._settings.elasticsearch_prefix, name),
            index_type=self._settings.elasticsearch_index_type,
            replicas=0 if refresh_interval else self._settings.elasticsearch_replicas,
            refresh_interval=refresh_interval,
        )
        index = names.index_of(self._settings.elasticsearch_prefix, name, number)
        try:
            self._client.indices.create(index=index, **body)
        except BadRequest as error:
            if _EARLY_TERMINATION not in str(error):
                raise
            # The oldest servers do not know this setting, nor what it switches off.
            del body["settings"][_EARLY_TERMINATION]
            self._client.indices.create(index=index, **body)

    def _checked(self, name: str) -> str:
        self.alias(name)
        return name

    def _indices(self, name: str) -> dict[str, set[str]]:
        """Return the aliases of every index of a collection, staged and forgotten ones too."""
        found = self._client.indices.get_alias(index=f"{self.alias(name)}_*")
        return {
            index: set(described["aliases"])
            for index, described in found.body.items()
            if names.number_of(index) is not None
        }

    def _owner(self, indices: Mapping[str, set[str]], name: str) -> str | None:
        alias = self.alias(name)
        return next((index for index, aliases in indices.items() if alias in aliases), None)


def _next_number(indices: Mapping[str, set[str]]) -> int:
    return max((names.number_of(index) or 0 for index in indices), default=0) + 1
