"""Give kibana_system its password, and the site a user that may touch its own indices alone.

Run by docker-compose.yml, as often as one likes, with nothing but the standard library.
"""

import base64
import json
import os
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROLE = Path(__file__).with_name("role.json")
PASSWORDS = ("ELASTIC_PASSWORD", "KIBANA_PASSWORD", "SITE_PASSWORD")
SECONDS = 30


def main() -> int:
    """Make every account; say what was refused, and by whom."""
    bad = [name for name in PASSWORDS if not re.fullmatch("[A-Za-z0-9]{6,}", os.environ[name])]
    if bad:
        print(
            f"{', '.join(bad)}: take 6 or more letters and digits, and nothing else.",
            file=sys.stderr,
        )
        return 1
    for path, body in _accounts():
        try:
            _put(path, body)
        except urllib.error.HTTPError as error:
            print(f"{path}: {error} {error.read(2000).decode(errors='replace')}", file=sys.stderr)
            return 1
        except OSError as error:
            print(f"{path}: {error}", file=sys.stderr)
            return 1
        print(f"{path}: done")
    return 0


def _accounts() -> Iterator[tuple[str, object]]:
    yield "/_security/user/kibana_system/_password", {"password": os.environ["KIBANA_PASSWORD"]}
    yield "/_security/role/lookalike", json.loads(ROLE.read_text(encoding="utf-8"))
    user = {"password": os.environ["SITE_PASSWORD"], "roles": ["lookalike"]}
    yield "/_security/user/lookalike", user


def _put(path: str, body: object) -> None:
    who = base64.b64encode(f"elastic:{os.environ['ELASTIC_PASSWORD']}".encode()).decode()
    request = urllib.request.Request(  # noqa: S310 - the address is the operator's own
        os.environ["ELASTICSEARCH_URL"] + path,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Basic {who}"},
        method="PUT",
    )
    with urllib.request.urlopen(request, timeout=SECONDS):  # noqa: S310
        pass


if __name__ == "__main__":
    sys.exit(main())
