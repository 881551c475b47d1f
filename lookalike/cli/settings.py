"""`lookalike settings`: every setting with its value here, default and meaning."""

from typing import Any

import click
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from lookalike.cli.context import example, json_option, print_json
from lookalike.core.settings import PREFIX, Settings, settings
from lookalike.core.texts import _
from lookalike.core.urls import without_credentials


@click.command("settings")
@json_option
@example("LOOKALIKE_PORT=8080 lookalike settings")
def settings_command(as_json: bool) -> None:
    """List every setting: name, value here, default, meaning."""
    current = settings()
    rows = [_row(name, field, current) for name, field in Settings.model_fields.items()]
    if as_json:
        print_json({"settings": rows})
        return
    for row in rows:
        click.echo(f"{row['name']}={row['value']}")
        click.echo(f"    {row['meaning']} {_('Default')}: {row['default']}")


def _row(name: str, field: FieldInfo, current: Settings) -> dict[str, Any]:
    return {
        "name": PREFIX + name.upper(),
        "value": _shown(getattr(current, name)),
        "default": default_of(name, field),
        "meaning": _(field.description or ""),
    }


def default_of(name: str, field: FieldInfo) -> str:
    """Return the default of a setting as the list and docs/settings.md show it."""
    if name == "data":
        return _("the platform's folder for data of a user")
    return _shown(field.get_default(call_default_factory=True, validated_data={}))


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        return "********"
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(f'"{each}"' for each in value) + "]"
    return without_credentials(str(value))
