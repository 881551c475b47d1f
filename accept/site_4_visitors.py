"""200 visitors at once for a minute: pages, searches and pictures; meanwhile /health is asked."""

import json
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

from accept.places import (
    ENGINES,
    elasticsearch,
    lookalike,
    scratch,
    settings_for,
)
from accept.serving import serving
from accept.verdict import Verdict
from lookalike.core.settings import Settings

VISITORS = 200
SECONDS = 60
HEALTH_SECONDS = 1.0
PAUSE = 0.25
WORDS = ("red", "blue fish", "house night", "stripes", "green leaf", "boat")
PICTURES = re.compile(r'src="(/c/sample/media/[^"]+)"')


def addresses(base: str) -> list[str]:
    """Return what visitors ask for: for every page some searches and a dozen pictures."""
    searches = [f"/c/sample/search?q={each.replace(' ', '+')}" for each in WORDS]
    with urllib.request.urlopen(base + searches[0]) as answer:
        page = answer.read().decode()
    ids = re.findall(r"/c/sample/media/([0-9a-f]{64})-320", page)[:12]
    like = [f"/c/sample/search?like=id:{each}" for each in ids[:6]]
    images = [f"/c/sample/i/{each}" for each in ids[:3]]
    pictures = list(dict.fromkeys(PICTURES.findall(page)))[:24]
    return ["/", "/c/sample/", *searches, *like, *images, *pictures]


class Doctor(threading.Thread):
    """Asks /health all the time and keeps the slowest answer, in seconds."""

    def __init__(self, base: str) -> None:
        super().__init__(daemon=True)
        self._address = f"{base}/health"
        self.slowest = 0.0
        self.asked = 0
        self.failed = 0
        self.over = threading.Event()

    def run(self) -> None:
        """Ask until told that it is over."""
        while not self.over.wait(PAUSE):
            began = time.monotonic()
            try:
                with urllib.request.urlopen(self._address, timeout=10):
                    pass
            except OSError:
                self.failed += 1
            self.asked += 1
            self.slowest = max(self.slowest, time.monotonic() - began)


def crowd(base: str, folder: Path) -> tuple[dict[str, Any], Doctor]:
    """Let the visitors come; return what wrk counted, and what /health took meanwhile."""
    listed = folder / "addresses"
    listed.write_text("\n".join(addresses(base)) + "\n", encoding="ascii")
    doctor = Doctor(base)
    doctor.start()
    done = subprocess.run(
        ["wrk", "--threads", "1", "--connections", str(VISITORS), "--duration", f"{SECONDS}s",
         "--timeout", "30s", "--script", str(Path(__file__).with_name("visitors.lua")),
         base, "--", str(listed)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    doctor.over.set()
    doctor.join()
    counts: dict[str, Any] = json.loads(done.stdout.partition("COUNTS ")[2].splitlines()[0])
    return counts, doctor


def check(verdict: Verdict, engine: str, settings: Settings, folder: Path) -> None:
    """Index the drawn sample, serve it, and let 200 visitors in."""
    lookalike(settings, "demo", "--no-serve")
    with serving(settings) as base:
        counts, doctor = crowd(base, folder)
    said = ", ".join(f"{value:,} {name.replace('_', ' ')}" for name, value in counts.items())
    verdict.check(counts["ok"] > 0, f"{engine}: {said}")
    wrong = counts["other"] + counts["lost"] + counts["timeouts"]
    verdict.check(wrong == 0, f"{engine}: {wrong} errors that are not 429")
    held = doctor.failed == 0 and doctor.slowest < HEALTH_SECONDS
    verdict.check(
        held,
        f"{engine}: /health asked {doctor.asked} times, slowest {doctor.slowest * 1000:.0f} ms",
    )


def main() -> None:
    """Let the crowd come to both engines."""
    verdict = Verdict(
        f"{VISITORS} concurrent visitors for {SECONDS} s on each engine: no error but 429, /health "
        f"under {HEALTH_SECONDS:g} s"
    )
    if shutil.which("wrk") is None:
        sys.exit("install wrk (the package `wrk`)")
    for engine in ENGINES:
        with scratch() as folder, elasticsearch(folder / "es") as server:
            settings = settings_for(engine, folder / "data", server.url)
            check(verdict, engine, settings, folder)
    verdict.close()


if __name__ == "__main__":
    main()
