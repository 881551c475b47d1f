"""Where the data of a protocol are: a folder of data sets, or the data themselves."""

from pathlib import Path

from lookalike.core.errors import BadRequest, SourceRefused
from lookalike.core.texts import N_, _
from lookalike.evaluation.protocols.protocol import Data, Protocol

_NO_PLACE = N_(
    "name the folder that holds {wanted} for “{protocol}”, or set LOOKALIKE_DATASETS to it"
)
_NOT_THERE = N_("“{protocol}” looks in it for {wanted}, and none of them is there")


def located(protocol: Protocol, place: Path | None) -> tuple[Data, Path]:
    """Return the first of the protocol's data that is at `place`, and where it is.

    `place` holds them or is one of them. BadRequest where it is None, SourceRefused where none is
    there: both name what is looked for.
    """
    wanted = ", ".join(dict.fromkeys(each.path for each in protocol.data))
    if place is None:
        reason = _(_NO_PLACE).format(wanted=wanted, protocol=protocol.name)
        raise BadRequest(field="--from", reason=reason)
    place = place.expanduser().absolute()
    for data in protocol.data:
        if place.name == data.path and place.exists():
            return data, place
        if (place / data.path).exists():
            return data, place / data.path
    reason = _(_NOT_THERE).format(wanted=wanted, protocol=protocol.name)
    raise SourceRefused(source=str(place), reason=reason)
