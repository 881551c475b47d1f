"""Which encoders there are, by the entry points `lookalike.encoders`; each is loaded when asked for."""

from importlib.metadata import EntryPoint, entry_points
from threading import RLock

from lookalike.core.errors import EncoderUnavailable, UnknownChoice
from lookalike.encoders.base import Encoder

GROUP = "lookalike.encoders"

_made: dict[str, Encoder] = {}
_making = RLock()


def encoder_ids() -> list[str]:
    """Return the ids of all encoders there are, sorted, without loading one."""
    return sorted({*_entry_points(), *_made})


def load_encoder(encoder_id: str) -> Encoder:
    """Return the encoder `encoder_id`, made once per process, whichever thread asks first.

    Raises UnknownChoice for an id that is not there, EncoderUnavailable where a package is missing.
    """
    with _making:
        if encoder_id not in _made:
            _made[encoder_id] = _make(encoder_id)
        return _made[encoder_id]


def register(encoder: Encoder) -> None:
    """Make an instance known to this process by its id, before any entry point; tests, notebooks."""
    with _making:
        _made[encoder.id] = encoder


def forget(encoder_id: str) -> None:
    """Undo `register`, or let an encoder that was loaded be made anew when it is next asked for."""
    with _making:
        _made.pop(encoder_id, None)


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
