"""An update of `mini`: collections stay as they are and serve; `collections rebuild` moves them."""

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from accept.places import ENGINES, ROOT, elasticsearch, environment, scratch, settings_for, unpacked
from accept.verdict import Verdict
from lookalike.core.settings import Settings
from lookalike.encoders.card import CARD

SOME = 30
"""Classes of Caltech 101: enough that a rebuild takes a while."""
NEW = "mini-999"
PACKAGES = ("lookalike", "ingest", "webapp", "templates", "static")


def updated(into: Path) -> Path:
    """Return a copy of the checkout that ships one more version, whose rows differ."""
    for name in PACKAGES:
        shutil.copytree(ROOT / name, into / name, ignore=shutil.ignore_patterns("__pycache__"))
    mini = into / "lookalike" / "encoders" / "mini"
    newest = max(mini.glob("mini-*"), key=lambda folder: int(folder.name.partition("-")[2]))
    folder = shutil.copytree(newest, mini / NEW)
    card = json.loads((folder / CARD).read_bytes())
    card["id"] = NEW
    card["preprocessing"]["weight"] += 0.1
    (folder / CARD).write_text(json.dumps(card, indent=2), encoding="utf-8")
    return into


def run(code: Path, settings: Settings, *words: str | Path) -> tuple[int, Any]:
    """Run the command line of one version of the code; its status and answer."""
    command = "import sys; from lookalike.cli.main import main; main(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", command, *map(str, words), "--json"],
        cwd=code,
        env=environment(settings) | {"PYTHONPATH": str(code), "PATH": os.environ["PATH"]},
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    try:
        return done.returncode, json.loads(done.stdout)
    except json.JSONDecodeError:
        return done.returncode, done.stdout + done.stderr[-1000:]


class Client(threading.Thread):
    """Asks one thing again and again, of the version that is updated, until it is told to stop."""

    def __init__(self, code: Path, settings: Settings, image: Path) -> None:
        super().__init__()
        self.code, self.settings, self.image = code, settings, image
        self.answers: list[tuple[int, str, str]] = []
        self.enough = threading.Event()

    def run(self) -> None:
        """Ask; note status, encoder and what was found first."""
        while not self.enough.is_set():
            status, answer = run(
                self.code, self.settings, "search", "--image", self.image, "-c", "old"
            )
            found = answer if status == 0 else {"encoder": "", "hits": [{"filename": str(answer)}]}
            self.answers.append((status, found["encoder"], found["hits"][0]["filename"]))


def check(verdict: Verdict, settings: Settings, update: Path, album: Path) -> None:
    """Make a collection, update, use it, rebuild it."""
    first = sorted(album.rglob("*.jpg"))[0]
    name = settings.engine
    run(ROOT, settings, "ingest", album, "-c", "old")
    _status, before = run(ROOT, settings, "collections", "show", "old")
    search = ("search", "--image", first, "-c", "old", "-k", "20")
    _status, found = run(ROOT, settings, *search)
    _status, after = run(update, settings, "collections", "show", "old")
    _status, again = run(update, settings, *search)
    same = [each["id"] for each in found["hits"]] == [each["id"] for each in again["hits"]]
    verdict.check(
        after["encoders"] == before["encoders"] and same,
        f"{name}: after the update “old” has {', '.join(after['encoders'])}, its first 20 hits "
        f"{'as before' if same else 'others'}",
    )
    status, _counts = run(update, settings, "ingest", album, "-c", "old")
    verdict.check(status == 0, f"{name}: an ingest into it ends with status {status}")
    status, _made = run(update, settings, "ingest", first.parent, "-c", "new")
    _status, new = run(update, settings, "collections", "show", "new")
    verdict.check(
        list(new["encoders"]) == [NEW], f"{name}: a new collection has {[*new['encoders']]}"
    )
    check_rebuild(verdict, settings, update, first)


def check_rebuild(verdict: Verdict, settings: Settings, update: Path, first: Path) -> None:
    """Rebuild the old collection while a client asks it."""
    name = settings.engine
    client = Client(update, settings, first)
    client.start()
    status, _moved = run(update, settings, "collections", "rebuild", "old")
    client.enough.set()
    client.join()
    _status, rebuilt = run(update, settings, "collections", "show", "old")
    facts = rebuilt["encoders"].get(NEW, {})
    verdict.check(
        status == 0 and list(rebuilt["encoders"]) == [NEW] and facts["coverage"] == 100,
        f"{name}: rebuild ends with status {status}, then it has {[*rebuilt['encoders']]}, "
        f"{facts.get('vectors')} vectors of {rebuilt['documents']} documents",
    )
    wrong = [each for each in client.answers if each[0] != 0 or each[2] != first.name]
    verdict.check(
        bool(client.answers) and not wrong,
        f"{name}: {len(client.answers)} searches meanwhile, {len(wrong)} wrong {wrong[:1] or ''}",
    )


def main() -> None:
    """Do it on both engines."""
    verdict = Verdict(
        "an update of mini leaves existing collections as they are and serving, and `collections "
        "rebuild` moves them, on both engines"
    )
    with scratch() as folder, elasticsearch(folder / "es") as server:
        album = unpacked("caltech101-mini", folder)
        for each in sorted(album.iterdir())[SOME:]:
            shutil.rmtree(each)
        update = updated(folder / "update")
        for name in ENGINES:
            check(verdict, settings_for(name, folder / name, server.url), update, album)
    verdict.close()


if __name__ == "__main__":
    main()
