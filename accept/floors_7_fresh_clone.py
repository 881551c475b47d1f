"""A fresh clone and the README alone: install, ingest, search, page, on both engines."""

import json
import os
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

from accept.drawings import FORMATS, draw_folder
from accept.places import scratch
from accept.readme import PAGE, blocks, clone, running, searches
from accept.verdict import Verdict

COUNT = 48
SEED = 7
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


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
        tree, home = clone(folder / "lookalike"), folder / "home"
        drawn = draw_folder(home / "Pictures", COUNT, SEED)
        one = home / "Pictures" / "one.jpg"
        shutil.copy(next(path for path in drawn if path.match("dots/*.jpg")), one)
        sample, demo, _test, tour, serve, elasticsearch, again = blocks(tree / "README.md")

        shot = folder / "page.png"
        with running(sample, tree, home, PAGE) as seconds:
            verdict.check(True, f"make demo: the page answered after {seconds:.0f} s")
            _distance, count = look("sample", one, None)
            verdict.check(count > 0, f"the drawn sample: {count} shown")
        with running(demo, tree, home, PAGE) as seconds:
            verdict.check(True, f"make demo IMAGES=~/Pictures: answered after {seconds:.0f} s")
            distance, count = look("demo", one, shot)
            verdict.check(
                float(distance) == 0, f"embedded page: upload at {distance}, {count} shown"
            )
        if shot.exists() and os.environ.get("LOOKALIKE_ACCEPT_SHOT"):
            shutil.copy(shot, os.environ["LOOKALIKE_ACCEPT_SHOT"])

        status, output = searches(tour, tree, home)
        verdict.check(status == 0, f"the tour left with status {status}")
        every = COUNT + 1  # the drawn ones, and one.jpg
        added = f"{every} added" in output
        verdict.check(added, f"ingest of {len(FORMATS)} formats: all {every} files added")
        verdict.check(first_distance(output) == 0, "search --json: the image itself at distance 0")
        with running(". .venv/bin/activate\n" + serve, tree, home, PAGE):
            _distance, count = look("photos", one, None)
            verdict.check(count > 0, f"lookalike serve: {count} shown")

        with running(elasticsearch, tree, home, "http://127.0.0.1:9200/") as seconds:
            verdict.check(True, f"make elasticsearch answered after {seconds:.0f} s")
            script = ". .venv/bin/activate\n" + again
            with running(script, tree, home, PAGE):
                distance, count = look("photos", one, None)
                held = float(distance) <= 1e-3
                verdict.check(held, f"elasticsearch page: upload at {distance}, {count} shown")
    verdict.close()


if __name__ == "__main__":
    main()
