"""The vector fields of a living collection: one per encoder, described in `_meta`."""

from collections.abc import Callable
from typing import Any

from lookalike.core.errors import BadRequest, EncoderMismatch, UnknownChoice
from lookalike.core.texts import N_, _
from lookalike.search.elastic import bulk, mapping, reading
from lookalike.search.elastic.catalogue import Catalogue
from lookalike.search.elastic.clauses import exists
from lookalike.search.elastic.client import Connection
from lookalike.search.elastic.known import Meta
from lookalike.search.engine import FieldState, VectorField

_ROWS_AT_ONCE = 5_000

_NAME_TAKEN = N_("the collection has a vector field {name} already")


class EncoderFields:
    """Adds, drops and marks the fields of encoders."""

    def __init__(
        self, connection: Connection, catalogue: Catalogue, index_type: mapping.IndexType
    ) -> None:
        self._connection = connection
        self._catalogue = catalogue
        self._index_type = index_type

    def add(self, name: str, new: VectorField) -> None:
        """Map a new field and name it in `_meta`, in one request."""
        properties = self._missing_mapping(name, new)
        if self._catalogue.known(name).find(new.name):
            raise BadRequest(field="field", reason=_(_NAME_TAKEN).format(name=new.name))

        def change(meta: Meta) -> Meta:
            encoders = {**meta["encoders"], new.encoder: mapping.encoder_meta(new)}
            default = meta["default_encoder"] or new.encoder
            return {**meta, "encoders": encoders, "default_encoder": default}

        self._catalogue.edit(name, change, properties)

    def set_state(self, name: str, encoder: str, state: FieldState) -> None:
        """Mark a field as being filled, or complete."""

        def change(known: dict[str, Any]) -> dict[str, Any]:
            return {**known, "state": state}

        self._edit_encoder(name, encoder, change)

    def set_default(self, name: str, encoder: str) -> None:
        """Make an encoder the one that searches use."""
        self._checked(name, encoder)
        self._catalogue.edit(name, lambda meta: {**meta, "default_encoder": encoder})

    def drop(self, name: str, encoder: str) -> None:
        """Forget a field, then clear its rows; a mapping never loses a field."""
        field = self._checked(name, encoder)

        def change(meta: Meta) -> Meta:
            encoders = {id_: known for id_, known in meta["encoders"].items() if id_ != encoder}
            default = meta["default_encoder"]
            if default not in encoders:
                default = next(iter(sorted(encoders)), None)
            return {**meta, "encoders": encoders, "default_encoder": default}

        self._catalogue.edit(name, change)
        self._clear(name, field)

    def _missing_mapping(self, name: str, new: VectorField) -> dict[str, dict[str, Any]]:
        """Return the mapping to add: none for a field that was dropped and comes back as it was."""
        wanted = mapping.vector_property(new, self._index_type)
        mapped = self._catalogue.known(name).mapped.get(new.name)
        if mapped is None:
            return {new.name: wanted}
        for what in ("dims", "similarity"):
            if mapped[what] != wanted[what]:
                stored, given = f"{what} {mapped[what]}", f"{what} {wanted[what]}"
                raise EncoderMismatch(
                    collection=name, encoder=new.encoder, stored=stored, given=given
                )
        return {}

    def _edit_encoder(
        self, name: str, encoder: str, change: Callable[[dict[str, Any]], dict[str, Any]]
    ) -> None:
        self._checked(name, encoder)

        def edited(meta: Meta) -> Meta:
            encoders = meta["encoders"]
            if encoder not in encoders:  # dropped meanwhile
                return meta
            return {**meta, "encoders": {**encoders, encoder: change(encoders[encoder])}}

        self._catalogue.edit(name, edited)

    def _checked(self, name: str, encoder: str) -> str:
        """Return the encoder's field, or raise UnknownChoice."""
        encoders = self._catalogue.known(name).collection.encoders
        if encoder not in encoders:
            choices = ", ".join(sorted(encoders)) or "-"
            raise UnknownChoice(field="encoder", value=encoder, choices=choices)
        return encoders[encoder].name

    def _clear(self, name: str, field: str) -> None:
        client, alias = self._connection.client, self._catalogue.alias(name)
        client.indices.refresh(index=alias)
        batch: list[bulk.Operation] = []
        for hit in reading.scan(client, alias, exists(field)):
            batch.append(bulk.operation("update", {"_id": hit["_id"]}, {"doc": {field: None}}))
            if len(batch) == _ROWS_AT_ONCE:
                bulk.send(client, alias, batch)
                batch = []
        if batch:
            bulk.send(client, alias, batch)
        client.indices.refresh(index=alias)
