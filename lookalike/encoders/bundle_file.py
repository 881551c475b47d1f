"""A bundle as one file, a ZIP: out of one data folder and into another, whoever made it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import numpy as np

from lookalike.core.confined import Bounds, confined
from lookalike.core.errors import (
    BadRequest,
    Conflict,
    EncoderUnavailable,
    ImageRefused,
    NotFound,
    SourceRefused,
)
from lookalike.core.files import plain_name, without_controls, writing_atomically
from lookalike.core.texts import N_, _
from lookalike.encoders.base import Image
from lookalike.encoders.bundle import NEW, Bundle, install, read_bundle, read_card
from lookalike.encoders.card import CARD, MAX_CARD, MAX_TRAINING, TRAINING, Card, card_from
from lookalike.encoders.registry import made_of
from lookalike.encoders.staging import keep, pieces_of, staging
from lookalike.sources.members import as_text, is_regular
from lookalike.sources.zipped import Zip

SUFFIX = ".lookalike-encoder"
ENOUGH = Bounds(seconds=120, memory=4 * 2**30)
"""For an encoder to open and to encode a picture, whatever its size."""

_FILE_THERE = N_("{path} is there already; choose another name")
_NO_FOLDER = N_("there is no folder {folder}; make it first, or name another file")
_NO_FILE = N_("it is no file")
_NOT_OURS = N_("it holds no {file}, so it is no encoder that was exported")
_TWINS = N_("it holds several files of one name")
_STRANGE = N_("“{member}” in it is not on its card")
_NOT_REGULAR = N_("“{member}” in it is no regular file")
_LACKS = N_("it lacks “{member}”, which its card names")
_CHANGED = N_("“{member}” in it is not as its card says")
_BROKEN = N_("“{member}” in it is damaged")
_TOO_LARGE = N_("“{member}” in it has more than {limit} bytes")
_NO_OBJECT = N_("“{member}” in it cannot be read as JSON")
_ANOTHER = N_(
    "there is another “{id}” here, with fingerprint {found}, and the file has {given}; take it away "
    "first with `lookalike encoders remove {id}`"
)
_TOO_LONG = N_("it is not done with one picture after {seconds} s of processor time")
_TOO_MUCH = N_("it needs more than {memory} MB of memory for one picture")
_DIED = N_("the process died in which it was tried with one picture")


@dataclass(frozen=True, slots=True)
class Imported(Bundle):
    """A bundle out of a file; `was_here`: whether it was here before, the same and whole."""

    was_here: bool


def export_bundle(data: Path, encoder_id: str, path: Path) -> Path:
    """Write a bundle to the new file `path`, or under a name of its own into the folder `path`.

    Equal bundles give equal files. Returns the file; raises BadRequest where it is there already
    or its folder is not, and as `read_bundle` does.
    """
    bundle = read_bundle(data, encoder_id)
    if path.is_dir():
        path /= encoder_id.replace(":", "-") + SUFFIX
    if path.exists():
        raise BadRequest(field="FILE", reason=_(_FILE_THERE).format(path=path))
    if not path.parent.is_dir():
        raise BadRequest(field="FILE", reason=_(_NO_FOLDER).format(folder=path.parent))
    names = [CARD, *sorted(bundle.card.files)]
    if (bundle.folder / TRAINING).exists():
        names.append(TRAINING)
    with writing_atomically(path, durable=True) as file, ZipFile(file, "w", ZIP_STORED) as archive:
        for name in names:
            info = ZipInfo(name)
            info.file_size = (bundle.folder / name).stat().st_size
            with archive.open(info, "w") as member:
                member.writelines(pieces_of(bundle.folder / name))
    return path


def import_bundle(data: Path, path: Path, bounds: Bounds = ENOUGH) -> Imported:
    """Install the encoder in the file `path`, whole or not at all, after it has encoded a picture.

    It does that within bounds, in a process of its own. One that is here already is left as it is, a
    damaged one is made whole. Raises SourceRefused, SchemaTooNew, Conflict where another has its id,
    EncoderUnavailable where it cannot be used.
    """
    source = plain_name(path.name)
    if not path.is_file():
        raise SourceRefused(source=source, reason=_(_NO_FILE))
    with path.open("rb") as file:
        archive = Zip(file, source)
        incoming = _Incoming(archive, source)
        with staging(data) as staged:
            there = _there(data, incoming.card)
            incoming.unpack(staged / NEW)
            if there is not None:
                return Imported(there.folder, there.card, was_here=True)
            _try(Bundle(staged / NEW, incoming.card), bounds)
            made = install(data, staged, incoming.card)
            return Imported(made.folder, made.card, was_here=False)


class _Incoming:
    """What a ZIP brings: its members are those of its card, and `training.json` may be with them."""

    def __init__(self, archive: Zip, source: str) -> None:
        self._archive, self._source = archive, source
        self._members = {as_text(raw): each for raw, each in archive.members.items()}
        if CARD not in self._members:
            raise self._refused(_NOT_OURS, file=CARD)
        if archive.has_twins:
            raise self._refused(_TWINS)
        for name, member in self._members.items():
            if not is_regular(member.info):
                raise self._refused(_NOT_REGULAR, member=without_controls(name))
        try:
            self.card: Card = card_from(self._read(CARD, MAX_CARD), CARD)
        except ValueError as error:
            raise SourceRefused(source=source, reason=str(error)) from error
        self._check_members()

    def unpack(self, folder: Path) -> None:
        """Write all files but the card into `folder`; SourceRefused where one is not the card's."""
        for name, stated in self.card.files.items():
            if keep(folder / name, self._pieces(name, stated.bytes)) != stated:
                raise self._refused(_CHANGED, member=name)
        if TRAINING in self._members:
            raw = self._read(TRAINING, MAX_TRAINING)
            try:
                json.loads(raw)
            except (ValueError, RecursionError) as error:
                raise self._refused(_NO_OBJECT, member=TRAINING) from error
            keep(folder / TRAINING, [raw])

    def _check_members(self) -> None:
        for name, member in self._members.items():
            if name not in (CARD, TRAINING, *self.card.files):
                raise self._refused(_STRANGE, member="/".join(member.parts))
        for name, stated in self.card.files.items():
            if name not in self._members:
                raise self._refused(_LACKS, member=name)
            if self._members[name].size != stated.bytes:
                raise self._refused(_CHANGED, member=name)

    def _read(self, name: str, limit: int) -> bytes:
        if self._members[name].size > limit:
            raise self._refused(_TOO_LARGE, member=name, limit=limit)
        return b"".join(self._pieces(name, limit))

    def _pieces(self, name: str, limit: int) -> Iterator[bytes]:
        try:
            yield from self._archive.pieces(self._members[name], limit)
        except ImageRefused as error:
            raise self._refused(_BROKEN, member=name) from error

    def _refused(self, text: str, **params: object) -> SourceRefused:
        return SourceRefused(source=self._source, reason=_(text).format(**params))


def _there(data: Path, card: Card) -> Bundle | None:
    """Return the bundle that is here as the card says; None where there is none, or a damaged one."""
    try:
        found = read_card(data, card.id).fingerprint
        if found != card.fingerprint:
            told = _(_ANOTHER).format(id=card.id, found=found[:8], given=card.fingerprint[:8])
            raise Conflict(reason=told)
        return read_bundle(data, card.id)
    except (NotFound, EncoderUnavailable):
        return None


def _try(bundle: Bundle, bounds: Bounds) -> None:
    """Raise EncoderUnavailable where an encoder does not encode a picture within bounds."""
    try:
        return confined(_encode_one, bundle, bounds, module=__name__)
    except TimeoutError:
        reason = _(_TOO_LONG).format(seconds=bounds.seconds)
    except MemoryError:
        reason = _(_TOO_MUCH).format(memory=bounds.memory // 10**6)
    except ChildProcessError:
        reason = _(_DIED)
    raise EncoderUnavailable(encoder=bundle.card.id, reason=reason)


def _encode_one(bundle: Bundle) -> None:
    made_of(bundle).encode_images([_picture()])


def _picture() -> Image:
    """Return a picture with something in it: a slope of red, one of green, and some blue."""
    red, green = np.meshgrid(np.arange(0, 256, 2), np.arange(0, 256, 2))
    return np.stack([red, green, np.full_like(red, 90)], axis=-1).astype(np.uint8)
