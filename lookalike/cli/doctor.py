"""`lookalike doctor`: what is wrong here, and what to do about it."""

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import click

from lookalike.cli.context import engine_open, example, json_option, print_json
from lookalike.core.errors import LookalikeError
from lookalike.core.schema import prepare_data_folder
from lookalike.core.settings import Settings, settings
from lookalike.core.texts import _
from lookalike.encoders.registry import encoder_ids, load_encoder

LOW_DISK = 2 * 2**30
OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: fine or not, what was found, what to do."""

    what: str
    ok: bool
    found: str
    mend: str = ""


@click.command()
@json_option
@example("lookalike doctor")
def doctor(as_json: bool) -> int:
    """Check Python, packages, settings, data folder, disk, engine and encoders."""
    checks = list(_checks())
    if as_json:
        print_json({"checks": [asdict(each) for each in checks]})
    else:
        for each in checks:
            click.echo(f"{'ok  ' if each.ok else 'FAIL'} {each.what:<10} {each.found}")
            if not each.ok and each.mend:
                click.echo(f"     {'':<10} {each.mend}")
    return 0 if all(each.ok for each in checks) else 1


def _checks() -> Iterator[Check]:
    yield Check(
        "python",
        sys.version_info >= OLDEST_PYTHON,
        platform.python_version(),
        _("Install Python 3.11 or newer."),
    )
    yield _packages()
    current = settings()
    yield _data_folder(current)
    yield _disk(current.data)
    yield _engine()
    for encoder_id in encoder_ids():
        yield _encoder(encoder_id)


def _packages() -> Check:
    needed = [line.split(";")[0] for line in requires("lookalike") or () if "extra ==" not in line]
    names = [_distribution(line) for line in needed]
    missing = [name for name in names if not _installed(name)]
    found = _("{count} packages").format(count=len(names))
    if missing:
        found = _("missing: {names}").format(names=", ".join(missing))
    return Check("packages", not missing, found, _("Run make again, or pip install lookalike."))


def _distribution(requirement: str) -> str:
    end = next((i for i, sign in enumerate(requirement) if sign in "<>=!~[ ("), len(requirement))
    return requirement[:end]


def _installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def _data_folder(current: Settings) -> Check:
    try:
        prepare_data_folder(current.data)
    except (LookalikeError, OSError, ValueError) as error:
        return Check("data", False, str(error), _("Set LOOKALIKE_DATA to a folder you may write."))
    writable = os.access(current.data, os.W_OK)
    return Check("data", writable, str(current.data), _("Make the folder writable."))


def _disk(data: Path) -> Check:
    place = next(each for each in (data, *data.parents) if each.exists())
    free = shutil.disk_usage(place).free
    found = _("{free:.1f} GiB free").format(free=free / 2**30)
    return Check("disk", free > LOW_DISK, found, _("Make room, or set LOOKALIKE_DATA elsewhere."))


def _engine() -> Check:
    try:
        with engine_open() as (engine, _current):
            health = engine.health()
            names = ", ".join(each.name for each in engine.collections()) if health.ok else ""
    except LookalikeError as error:
        return Check("engine", False, str(error), _("Start it, or set LOOKALIKE_ENGINE=embedded."))
    if health.damaged:
        found = _("collections that cannot be read: {names}").format(
            names=", ".join(health.damaged)
        )
        mend = _("Put back a copy of the data folder, or drop them and ingest them again.")
        return Check("engine", False, found, mend)
    found = f"{health.engine} {health.version} {health.detail} [{names}]"
    return Check("engine", health.ok, found, _("Start it, or set LOOKALIKE_ENGINE=embedded."))


def _encoder(encoder_id: str) -> Check:
    try:
        encoder = load_encoder(encoder_id)
    except LookalikeError as error:
        return Check("encoder", False, str(error))
    return Check("encoder", True, f"{encoder.id}, {encoder.dims} dims")
