"""Which encoders there are; each is loaded when asked for.

Those of packages by the entry points `lookalike.encoders`, those that come with Lookalike by the
bundles in it, those made from data by the bundles in the data folder, which are found while the
process runs.
"""

from contextlib import suppress
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from threading import RLock

from lookalike.core.errors import EncoderUnavailable, NotFound, SchemaTooNew, UnknownChoice
from lookalike.core.settings import settings
from lookalike.encoders.base import Encoder
from lookalike.encoders.bundle import Bundle, installed, read_bundle, read_card
from lookalike.encoders.card import Card
from lookalike.encoders.shipped import newest, shipped

GROUP = "lookalike.encoders"
KINDS = {
    "bovw": "lookalike.encoders.bovw:BovwEncoder",
    "network": "lookalike.encoders.network:NetworkEncoder",
    "head": "lookalike.encoders.head:HeadEncoder",
    "pair": "lookalike.encoders.pair:PairEncoder",
}

_made: dict[str, Encoder] = {}
_of_bundles: dict[tuple[Path, str], Encoder] = {}
_making = RLock()


def encoder_ids() -> list[str]:
    """Return the ids of all encoders there are, sorted, without loading one."""
    return sorted({*_entry_points(), *_made, *shipped(), *installed(settings().data)})


def load_encoder(encoder_id: str) -> Encoder:
    """Return the encoder `encoder_id`, made once per process, whichever thread asks first.

    `mini` is the newest of that name; the encoder says which that is.
    Raises UnknownChoice for an id that is not there, EncoderUnavailable where a package is missing
    or a bundle is damaged.
    """
    encoder_id = newest(encoder_id)
    with _making:
        if encoder_id not in _made:
            with suppress(NotFound):
                return _of_bundle(settings().data, encoder_id)
            _made[encoder_id] = _make(encoder_id)
        return _made[encoder_id]


def card_of(encoder_id: str) -> Card | None:
    """Return the card of an encoder made from data; None of any other, and where it is damaged."""
    try:
        return read_card(settings().data, encoder_id)
    except (NotFound, EncoderUnavailable, SchemaTooNew):
        return None


def made_of(bundle: Bundle) -> Encoder:
    """Return a new encoder of a bundle; EncoderUnavailable where it does not fit together."""
    module, name = KINDS[bundle.card.kind].split(":")
    made: Encoder = getattr(import_module(module), name)(bundle)
    return made


def register(encoder: Encoder) -> None:
    """Make an instance known to this process by its id, before any entry point; tests, notebooks."""
    with _making:
        _made[encoder.id] = encoder


def forget(encoder_id: str) -> None:
    """Undo `register`, or let an encoder that was loaded be made anew when it is next asked for."""
    with _making:
        _made.pop(encoder_id, None)
        _of_bundles.pop((settings().data, encoder_id), None)


def _of_bundle(data: Path, encoder_id: str) -> Encoder:
    """Return the encoder of a bundle, the one made before where its card is still that one's."""
    key = (data, encoder_id)
    try:
        fingerprint = read_card(data, encoder_id).fingerprint
        if key not in _of_bundles or _of_bundles[key].fingerprint != fingerprint:
            _of_bundles[key] = made_of(read_bundle(data, encoder_id))
    except SchemaTooNew as error:
        raise EncoderUnavailable(encoder=encoder_id, reason=str(error).rstrip(".")) from error
    return _of_bundles[key]


def _make(encoder_id: str) -> Encoder:
    entry = _entry_points().get(encoder_id)
    if entry is None:
        raise UnknownChoice(
            field="encoder", value=encoder_id, choices=", ".join(encoder_ids()) or "-"
        )
    try:
        made: Encoder = entry.load()()
    except ImportError as error:
        raise EncoderUnavailable(encoder=encoder_id, reason=str(error)) from error
    return made


def _entry_points() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=GROUP)}
