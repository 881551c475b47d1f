"""Write what Kibana imports: a file of saved objects for each collection.

python -m kibana.make photos --site http://127.0.0.1:5000
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from kibana.definitions import objects_of
from kibana.saved import compact
from lookalike.core.errors import LookalikeError
from lookalike.core.settings import Settings

FOLDER = Path(__file__).parent
COLLECTION = "sample"
SITE = "http://127.0.0.1:5000"
PREFIX = str(Settings.model_fields["elasticsearch_prefix"].default)


def ndjson(collection: str, *, prefix: str = PREFIX, site: str = SITE) -> str:
    """Return the saved objects of a collection, one a line."""
    return "".join(
        compact(each) + "\n" for each in objects_of(collection, prefix=prefix, site=site)
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the files and name them."""
    parser = argparse.ArgumentParser(prog="python -m kibana.make", description=__doc__)
    parser.add_argument("collection", nargs="*", default=[COLLECTION], help=COLLECTION)
    parser.add_argument("--site", default=SITE, help=f"where a browser finds the site, {SITE}")
    parser.add_argument("--prefix", default=PREFIX, help=f"first part of index names, {PREFIX}")
    parser.add_argument("--output", type=Path, default=FOLDER, help=f"folder, {FOLDER.name}")
    chosen = parser.parse_args(arguments)
    try:
        texts = {
            name: ndjson(name, prefix=chosen.prefix, site=chosen.site) for name in chosen.collection
        }
    except LookalikeError as error:
        print(error, file=sys.stderr)
        return 1
    chosen.output.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        path = chosen.output / f"{name}.ndjson"
        path.write_text(text, encoding="utf-8")
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
