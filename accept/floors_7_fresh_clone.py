"""A fresh clone and the README alone: install, ingest, search, page, on both engines."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import sync_playwright

from accept.drawings import FORMATS, draw_folder
from accept.places import ROOT, scratch
from accept.verdict import Verdict

COUNT = 48
SEED = 7
WAIT_SECONDS = 300
PAGE = "http://127.0.0.1:5000/"
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


def blocks(readme: Path) -> list[str]:
    """Return the README's shell blocks, in order."""
    return re.findall(r"```sh\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL)


def shell(script: str, folder: Path, home: Path) -> subprocess.Popen[str]:
    """Start a block of the README as a user would type it."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("LOOKALIKE_")}
    clean.pop("VIRTUAL_ENV", None)
    caches = {"MAVEN_OPTS": f"-Dmaven.repo.local={Path.home() / '.m2' / 'repository'}"}
    return subprocess.Popen(
        ["bash", "-e", "-c", script], cwd=folder, env=clean | caches | {"HOME": str(home)},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip


@contextmanager
def running(script: str, folder: Path, home: Path, address: str) -> Iterator[float]:
    """Run a block that serves; yield the seconds until it answered."""
    started = time.monotonic()
    process = shell(script, folder, home)
    try:
        while not answers(address):
            if process.poll() is not None or time.monotonic() - started > WAIT_SECONDS:
                raise RuntimeError((process.stdout.read() if process.stdout else "")[-3000:])
            time.sleep(0.2)
        yield time.monotonic() - started
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def answers(address: str) -> bool:
    """Say whether a server answers."""
    try:
        with urllib.request.urlopen(address, timeout=2):
            return True
    except OSError:
        return False


def look(collection: str, image: Path, shot: Path | None) -> tuple[str, int]:
    """Upload `image` in a browser; return the first distance shown and the number of pictures."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto(f"{PAGE}c/{collection}/")
        page.set_input_files("input[type=file]", image)
        if "/search" not in page.url:
            page.locator("form:has(input[type=file]) [type=submit]").first.click()
        page.wait_for_url("**/search?**")
        page.wait_for_load_state("networkidle")
        meters = page.locator(".distance meter")
        figure = meters.first.get_attribute("value") or "nan"
        count = meters.count()
        if shot is not None:
            page.screenshot(path=shot)
        browser.close()
    return figure, count


def searches(script: str, clone: Path, home: Path) -> tuple[int, str]:
    """Run a block that ends; return status and output."""
    process = shell(script, clone, home)
    output, _nothing = process.communicate(timeout=WAIT_SECONDS)
    return process.returncode, output


def first_distance(output: str) -> object:
    """Return the distance of the first hit of the `--json` answer in `output`."""
    start = output.index("\n{\n") + 1
    answer = json.JSONDecoder().raw_decode(output[start:])[0]
    return answer["hits"][0]["distance"]


def main() -> None:
    """Follow the README."""
    verdict = Verdict(
        "fresh clone, README only: install, ingest mixed formats, search from the command line and "
        "in the browser, on both engines"
    )
    with scratch() as folder:
        clone, home = folder / "lookalike", folder / "home"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        drawn = draw_folder(home / "Pictures", COUNT, SEED)
        one = home / "Pictures" / "one.jpg"
        shutil.copy(next(path for path in drawn if path.match("dots/*.jpg")), one)
        sample, demo, _test, tour, serve, elasticsearch, again = blocks(clone / "README.md")

        shot = folder / "page.png"
        with running(sample, clone, home, PAGE) as seconds:
            verdict.check(True, f"make demo: the page answered after {seconds:.0f} s")
            _distance, count = look("sample", one, None)
            verdict.check(count > 0, f"the drawn sample: {count} shown")
        with running(demo, clone, home, PAGE) as seconds:
            verdict.check(True, f"make demo IMAGES=~/Pictures: answered after {seconds:.0f} s")
            distance, count = look("demo", one, shot)
            verdict.check(
                float(distance) == 0, f"embedded page: upload at {distance}, {count} shown"
            )
        if shot.exists() and os.environ.get("LOOKALIKE_ACCEPT_SHOT"):
            shutil.copy(shot, os.environ["LOOKALIKE_ACCEPT_SHOT"])

        status, output = searches(tour, clone, home)
        verdict.check(status == 0, f"the tour left with status {status}")
        every = COUNT + 1  # the drawn ones, and one.jpg
        added = f"{every} added" in output
        verdict.check(added, f"ingest of {len(FORMATS)} formats: all {every} files added")
        verdict.check(first_distance(output) == 0, "search --json: the image itself at distance 0")
        with running(". .venv/bin/activate\n" + serve, clone, home, PAGE):
            _distance, count = look("photos", one, None)
            verdict.check(count > 0, f"lookalike serve: {count} shown")

        with running(elasticsearch, clone, home, "http://127.0.0.1:9200/") as seconds:
            verdict.check(True, f"make elasticsearch answered after {seconds:.0f} s")
            script = ". .venv/bin/activate\n" + again
            with running(script, clone, home, PAGE):
                distance, count = look("photos", one, None)
                held = float(distance) <= 1e-3
                verdict.check(held, f"elasticsearch page: upload at {distance}, {count} shown")
    verdict.close()


if __name__ == "__main__":
    main()
