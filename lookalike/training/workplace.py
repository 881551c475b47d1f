"""Where a training keeps what it needs to go on after a kill, and who may work there."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lookalike.core.errors import Conflict
from lookalike.core.files import write_atomically
from lookalike.core.locks import file_lock
from lookalike.core.schema import prepare_data_folder
from lookalike.core.texts import N_, _

SETTLED = "settled.json"

_OTHER = N_(
    "an unfinished training of {encoder} was begun with other settings or data; repeat its command "
    "to go on, or begin anew with --fresh"
)
_BUSY = N_("{encoder} is being trained already, by another process on this machine")


@contextmanager
def workplace(data: Path, encoder_id: str, *, fresh: bool) -> Iterator[Path]:
    """Yield the folder of one training, kept until `finish`; Conflict while another works there.

    Where it fails before it was settled what is learned, there is nothing to go on with: it is gone.
    """
    root = prepare_data_folder(data) / "training"
    root.mkdir(exist_ok=True)
    folder = root / quote(encoder_id, safe="")
    with file_lock(root / f"{folder.name}.lock", wait=False) as is_ours:
        if not is_ours:
            raise Conflict(reason=_(_BUSY).format(encoder=encoder_id))
        if fresh:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(exist_ok=True)
        try:
            yield folder
        finally:
            if not (folder / SETTLED).exists():
                finish(folder)


def check_same(folder: Path, encoder_id: str, settled: Mapping[str, Any]) -> None:
    """Write down what decides the result; Conflict where the training was begun with something else."""
    path = folder / SETTLED
    text = json.dumps(settled, indent=1, sort_keys=True, default=str)
    if not path.exists():
        write_atomically(path, text.encode())
    elif path.read_text(encoding="utf-8") != text:
        raise Conflict(reason=_(_OTHER).format(encoder=encoder_id))


def finish(folder: Path) -> None:
    """Remove what was needed to go on: the bundle is there."""
    shutil.rmtree(folder, ignore_errors=True)
