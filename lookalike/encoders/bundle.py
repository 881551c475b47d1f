"""Bundles: encoders made from data, each a folder of files with a card; written whole, never changed."""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, unquote

from pydantic import JsonValue

from lookalike.core.errors import BadRequest, Conflict, EncoderUnavailable, NotFound
from lookalike.core.files import sync_folder
from lookalike.core.texts import N_, _
from lookalike.encoders.card import BASE, CARD, ID, MAX_CARD, TRAINING, Card, card_from
from lookalike.encoders.shipped import shipped
from lookalike.encoders.staging import FOLDER, keep, pieces_of, staging

NEW = "new"
OLD = "old"
CARDS_KEPT = 64

_BAD_NAME = N_(
    "“{name}” cannot be the name of an encoder: after “learned:” or “bovw:” use a-z, 0-9 and -, at "
    "most 63, the first no -"
)
_THERE = N_("there is an encoder “{id}” already, and an encoder never changes: choose another name")
_DAMAGED = N_(
    "{reason}; import it again from its file, or take it away with `lookalike encoders remove {id}`"
)
_MISSING = N_("{file} is missing or cannot be read")
_CHANGED = N_("{file} is not as it was written")
_OTHER_ID = N_("{file} is that of “{id}”")
_IS_HEAD = N_("“{id}” stands on “{base}” itself; take that")


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of an encoder and its card."""

    folder: Path
    card: Card

    def path(self, name: str) -> Path:
        """Return where a file of the card lies; EncoderUnavailable where the card has none such."""
        if name not in self.card.files:
            reason = _(_MISSING).format(file=name)
            raise EncoderUnavailable(encoder=self.card.id, reason=reason)
        return self.folder / name

    def read(self, name: str) -> bytes:
        """Return a file of the card; EncoderUnavailable where it is another by now, or gone."""
        path = self.path(name)
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise _damaged(self.card.id, _(_MISSING).format(file=name)) from error
        if hashlib.sha256(raw).hexdigest() != self.card.files[name].sha256:
            raise _damaged(self.card.id, _(_CHANGED).format(file=name))
        return raw

    def below(self) -> "Bundle | None":
        """Return the bundle that this one carries for its base, or None where it carries none."""
        if BASE + CARD not in self.card.files:
            return None
        below = Bundle(self.folder / BASE, _read_card(self.folder / BASE, self.card.id))
        carried = {BASE + name: file for name, file in below.card.files.items()}
        if carried != {
            k: v for k, v in self.card.files.items() if k.startswith(BASE) and k != BASE + CARD
        }:
            raise _damaged(self.card.id, _(_CHANGED).format(file=BASE + CARD))
        return below

    def carried(self) -> dict[str, Path]:
        """Return the files that a head on this encoder carries, by their names in its own bundle."""
        if self.card.base:
            reason = _(_IS_HEAD).format(id=self.card.id, base=self.card.base.id)
            raise BadRequest(field="base", reason=reason)
        return {BASE + name: self.folder / name for name in (CARD, *self.card.files)}


def encoder_folder(data: Path, encoder_id: str) -> Path:
    """Return where a data folder keeps what it has of an encoder."""
    return data / FOLDER / quote(encoder_id, safe="")


def is_bundle_id(encoder_id: str) -> bool:
    """Say whether an id is one that only a bundle can have."""
    return re.fullmatch(ID, encoder_id) is not None


def check_new(data: Path, encoder_id: str) -> None:
    """Raise BadRequest where `encoder_id` is no name for a bundle, Conflict where there is one of it."""
    if not is_bundle_id(encoder_id):
        raise BadRequest(field="name", reason=_(_BAD_NAME).format(name=encoder_id))
    if has_bundle(data, encoder_id):
        raise Conflict(reason=_(_THERE).format(id=encoder_id))


def installed(data: Path) -> list[str]:
    """Return the ids of all bundles, sorted, damaged ones among them."""
    ids = (unquote(path.parent.name) for path in (data / FOLDER).glob(f"*/{CARD}"))
    return sorted(each for each in ids if is_bundle_id(each))


def has_bundle(data: Path, encoder_id: str) -> bool:
    """Say whether there is a bundle of that id, damaged or not."""
    return is_bundle_id(encoder_id) and (encoder_folder(data, encoder_id) / CARD).exists()


def read_card(data: Path, encoder_id: str) -> Card:
    """Return the card of a bundle, its files not looked at; raises as `read_bundle` does."""
    card = _read_card(_folder_of(data, encoder_id), encoder_id)
    if card.id != encoder_id:
        raise _damaged(encoder_id, _(_OTHER_ID).format(file=CARD, id=card.id))
    return card


def read_bundle(data: Path, encoder_id: str) -> Bundle:
    """Return a bundle whose files have the sizes and digests of its card.

    One that comes with Lookalike is copied into the data folder at first, and is read there ever
    after. Raises NotFound, EncoderUnavailable with the file that is damaged, SchemaTooNew.
    """
    bundle = Bundle(_folder_of(data, encoder_id), read_card(data, encoder_id))
    for name, stated in bundle.card.files.items():
        try:
            with (bundle.folder / name).open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise _damaged(encoder_id, _(_MISSING).format(file=name)) from error
        if (size, digest) != (stated.bytes, stated.sha256):
            raise _damaged(encoder_id, _(_CHANGED).format(file=name))
    return bundle if bundle.folder == encoder_folder(data, encoder_id) else _copied(data, bundle)


def write_bundle(
    data: Path,
    card: Card,
    files: Mapping[str, bytes | Path],
    training: Mapping[str, JsonValue] | None = None,
) -> Bundle:
    """Write a new bundle, whole or not at all, and return it; `card` names no files yet.

    `training`: curves and such, kept beside it. Raises BadRequest, Conflict.
    """
    check_new(data, card.id)
    with staging(data) as staged:
        check_new(data, card.id)
        folder = staged / NEW
        written = {name: keep(folder / name, pieces_of(source)) for name, source in files.items()}
        if training is not None:
            keep(folder / TRAINING, [json.dumps(training, indent=1).encode()])
        raw = card.model_copy(update={"files": written}).as_json()
        try:
            card = card_from(raw, CARD)
        except ValueError as error:
            raise BadRequest(field=CARD, reason=str(error)) from error
        return install(data, staged, card)


def remove_bundle(data: Path, encoder_id: str) -> None:
    """Delete a bundle, damaged or not; NotFound where there is none."""
    with staging(data) as staged:
        if not has_bundle(data, encoder_id):
            raise NotFound(kind="encoder", name=encoder_id)
        encoder_folder(data, encoder_id).rename(staged / OLD)
        sync_folder(data / FOLDER)


def install(data: Path, staged: Path, card: Card) -> Bundle:
    """Put the files staged in `NEW`, and their card, where the bundle lies from now on; return it."""
    keep(staged / NEW / CARD, [card.as_json()])
    for folder in {path.parent for path in (staged / NEW).rglob("*")}:
        sync_folder(folder)
    target = encoder_folder(data, card.id)
    if target.exists():  # a speed that was measured before, or a damaged one
        target.rename(staged / OLD)
    (staged / NEW).rename(target)
    sync_folder(target.parent)
    return Bundle(target, card)


def _folder_of(data: Path, encoder_id: str) -> Path:
    """Return where a bundle is to be read: in the data folder, else in the package."""
    if has_bundle(data, encoder_id):
        return encoder_folder(data, encoder_id)
    if encoder_id in shipped():
        return shipped()[encoder_id]
    raise NotFound(kind="encoder", name=encoder_id)


def _copied(data: Path, bundle: Bundle) -> Bundle:
    """Return the data folder's own copy of a bundle, made where there is none."""
    with staging(data) as staged:
        if not has_bundle(data, bundle.card.id):
            for name in bundle.card.files:
                keep(staged / NEW / name, pieces_of(bundle.folder / name))
            return install(data, staged, bundle.card)
    return read_bundle(data, bundle.card.id)


def _read_card(folder: Path, encoder_id: str) -> Card:
    path = folder / CARD
    try:
        # Searches ask often. What is replaced meanwhile is kept under a state never asked for again.
        found = path.stat()
        return _card_at(path, (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns))
    except OSError as error:
        raise _damaged(encoder_id, _(_MISSING).format(file=CARD)) from error
    except ValueError as error:
        raise _damaged(encoder_id, str(error)) from error


@lru_cache(CARDS_KEPT)
def _card_at(path: Path, _state: tuple[int, ...]) -> Card:
    with path.open("rb") as file:
        return card_from(file.read(MAX_CARD + 1), CARD)


def _damaged(encoder_id: str, reason: str) -> EncoderUnavailable:
    told = _(_DAMAGED).format(reason=reason, id=encoder_id)
    return EncoderUnavailable(encoder=encoder_id, reason=told)
