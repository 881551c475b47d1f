"""Pictures of pages at every width, light and dark, and one sheet of them all."""

import math
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from accept.states import State

WIDTHS = (1440, 820, 390)
HEIGHT = 900
SCHEMES = ("light", "dark")
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
CELL = (360, 300)
SERIOUS = ("serious", "critical")


@dataclass
class Look:
    """What was seen of a page: its picture, and what is wrong with it."""

    path: Path
    faults: list[str] = field(default_factory=list)


def browse(base: str, states: Sequence[State], out: Path, *, script: bool = True) -> list[Look]:
    """Take a picture of every state at every width, light and dark."""
    out.mkdir(parents=True, exist_ok=True)
    looks = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        for width in WIDTHS:
            for scheme in SCHEMES:
                looks += _with(browser, base, states, out, (width, scheme, script))
        browser.close()
    return looks


def _with(
    browser: Browser, base: str, states: Sequence[State], out: Path, how: tuple[int, str, bool]
) -> list[Look]:
    width, scheme, script = how
    context = browser.new_context(
        base_url=base, viewport={"width": width, "height": HEIGHT}, reduced_motion="reduce",
        color_scheme=scheme, java_script_enabled=script,
    )  # fmt: skip
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda line: said.append(f"{line.type}: {line.text}"))
    looks = []
    for state in states:
        said.clear()
        name = re.sub(r"\W+", "-", state.name).strip("-")
        path = out / f"{name}-{width}-{scheme}{'' if script else '-noscript'}.png"
        look = Look(path, _visit(page, state, width, check=script))
        page.screenshot(path=path)
        own = [each for each in said if f"status of {state.status}" not in each]
        look.faults += [f"{path.stem}: {each}" for each in own]
        looks.append(look)
    context.close()
    return looks


def _visit(page: Page, state: State, width: int, *, check: bool) -> list[str]:
    """Open a page; return what is wrong: its status, its width, what axe finds serious."""
    faults = []
    answer = page.goto(state.address, wait_until="networkidle")
    if answer is None or answer.status != state.status:
        faults.append(f"{state.name}: status {answer and answer.status}")
    if not check:
        return faults
    across = page.evaluate("document.documentElement.scrollWidth")
    if across > width:
        faults.append(f"{state.name}: {across} pixels across at {width}")
    found = Axe().run(page).response["violations"]
    faults += [
        f"{state.name} at {width}: axe {each['id']} ({len(each['nodes'])})"
        for each in found
        if each["impact"] in SERIOUS
    ]
    return faults


def sheet(paths: Sequence[Path], out: Path) -> Path:
    """Write one picture of all `paths`, each with its name, and return where."""
    columns = math.ceil(math.sqrt(len(paths) * CELL[1] / CELL[0] * 1.5))
    rows = math.ceil(len(paths) / columns)
    canvas = np.full((rows * (CELL[1] + 28), columns * (CELL[0] + 12), 3), 90, np.uint8)
    for place, path in enumerate(paths):
        image = cv2.imread(str(path))
        if image is None:
            continue
        scale = min(CELL[0] / image.shape[1], CELL[1] / image.shape[0])
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        top, left = place // columns * (CELL[1] + 28), place % columns * (CELL[0] + 12)
        canvas[top + 22 : top + 22 + small.shape[0], left : left + small.shape[1]] = small
        cv2.putText(
            canvas, path.stem, (left + 4, top + 16), cv2.FONT_HERSHEY_SIMPLEX, 0.42,
            (255, 255, 255), 1, cv2.LINE_AA,
        )  # fmt: skip
    cv2.imwrite(str(out), canvas)
    return out
