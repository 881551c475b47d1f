"""Every page at 1440, 820 and 390 pixels, light and dark, in the states it must stand.

`LOOKALIKE_ACCEPT_SHOTS` names a folder that keeps the pictures and the contact sheet; someone has
to look at them.
"""

import json
import os
import urllib.request
from pathlib import Path

from accept.places import elasticsearch as cluster
from accept.places import lookalike, scratch, settings_for
from accept.serving import serving
from accept.sheet import Look, browse, sheet
from accept.states import State, prepare, report, states
from accept.verdict import Verdict
from lookalike.core.settings import Settings


def first_image(settings: Settings) -> str:
    """Return the id of an image of the sample."""
    _status, answer = lookalike(settings, "search", "fish", "-c", "sample", "-k", "1", "--json")
    return str(answer["hits"][0]["id"])


def check(verdict: Verdict, what: str, looks: list[Look]) -> None:
    """Note how many pages were seen, and each fault."""
    faults = [each for look in looks for each in look.faults]
    verdict.check(not faults, f"{what}: {len(looks)} pictures, {len(faults)} faults")
    for each in faults[:20]:
        verdict.check(False, each)


def stopped(folder: Path, shots: Path) -> list[Look]:
    """Return what a visitor sees whose Elasticsearch has gone, and one of an empty installation."""
    with cluster(folder / "es") as server:
        settings = settings_for("elasticsearch", folder / "away", server.url)
        with serving(settings) as base:
            empty = browse(base, [State("empty installation", "/")], shots)
            lookalike(settings, "demo", "--no-serve")
            urllib.request.urlopen(f"{base}/c/sample/").close()
            server.terminate()
            gone = State("engine stopped", "/c/sample/search?q=red", 503)
            return empty + browse(base, [gone], shots)


def main() -> None:
    """Look at every page."""
    verdict = Verdict(
        "every page at 1440, 820 and 390 pixels, light and dark, in the states it must stand: right "
        "status, nothing wider than the screen, a silent console, no serious finding of axe"
    )
    with scratch() as folder:
        shots = Path(os.environ.get("LOOKALIKE_ACCEPT_SHOTS", folder / "shots")).absolute()
        settings = settings_for("embedded", folder / "data")
        prepare(settings, folder / "images")
        pages = states(first_image(settings), report(settings))
        with serving(settings) as base:
            looks = browse(base, pages, shots)
            check(verdict, "with scripts", looks)
            silent = browse(base, pages, shots, script=False)
            check(verdict, "without scripts", silent)
        away = stopped(folder, shots)
        check(verdict, "empty, and engine stopped", away)
        made = sheet([look.path for look in [*looks, *away]], shots / "sheet.png")
        verdict.check(made.stat().st_size > 0, f"contact sheet of {len(looks) + len(away)}")
        (shots / "pages.json").write_text(json.dumps([each.address for each in pages], indent=1))
    verdict.close()


if __name__ == "__main__":
    main()
