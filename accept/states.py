"""The states a page must stand: collections of one, three and many images, odd names and shapes."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from accept.places import lookalike
from lookalike.core.settings import Settings

SEED = 3
LONG = "a name of two hundred characters that goes on and on " * 4
RIGHT_TO_LEFT = "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd.png"
SHAPES = {"tall": (120, 960), "wide": (1400, 180), "square": (240, 240), "tiny": (16, 12)}


@dataclass(frozen=True, slots=True)
class State:
    """One page to look at: `name` of its pictures, `address`, the HTTP `status` it has."""

    name: str
    address: str
    status: int = 200


def picture(path: Path, width: int, height: int, chance: np.random.Generator) -> None:
    """Draw a file of three soft bands in colours of its own."""
    bands = chance.integers(40, 230, (3, 1, 3)).astype(np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    image = cv2.resize(bands, (width, height), interpolation=cv2.INTER_CUBIC)
    path.write_bytes(cv2.imencode(path.suffix, image)[1].tobytes())


def draw(folder: Path) -> None:
    """Draw the folders `one`, `three`, `odd` and `many` (300 categories)."""
    chance = np.random.default_rng(SEED)
    picture(folder / "one" / "only.png", 320, 200, chance)
    for number in range(3):
        picture(folder / "three" / f"red {number}.png", 300, 200 + 60 * number, chance)
    odd = folder / "odd"
    for name, (width, height) in SHAPES.items():
        picture(odd / f"red {name}.png", width, height, chance)
    picture(odd / (LONG[:195] + ".png"), 300, 200, chance)
    picture(odd / RIGHT_TO_LEFT, 300, 200, chance)
    (odd / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no more than a beginning")
    for number in range(300):
        picture(folder / "many" / f"category {number:03}" / "red.png", 96, 72, chance)


def prepare(settings: Settings, folder: Path) -> None:
    """Index the drawn sample and the odd collections with the command line."""
    draw(folder)
    lookalike(settings, "demo", "--no-serve")
    for name in ("one", "three", "odd", "many"):
        lookalike(settings, "ingest", str(folder / name), "-c", name, "--title", name.title())


def report(settings: Settings) -> tuple[str, str, str]:
    """Evaluate the sample, in full and in part; return the ids of both and of a damaged report."""
    made = []
    for more in ((), ("--sample", "50")):
        _status, answer = lookalike(settings, "evaluate", "-c", "sample", *more, "--json")
        made.append(answer["reports"][0])
    damaged = Path(made[0]["report"]).with_name("20200101-000000-damaged")
    damaged.mkdir()
    (damaged / "report.json").write_text('{"schema": 1, "id":')
    return made[0]["id"], made[1]["id"], damaged.name


def states(first: str, reports: tuple[str, str, str]) -> list[State]:
    """Return the pages to look at; `first` is the id of an image of the sample, `reports` of three."""
    search = "/c/{}/search?"
    sample = search.format("sample")
    return [
        State("home", "/"),
        State("collection", "/c/sample/"),
        State("collection of one", "/c/one/"),
        State("results by words", sample + "q=blue+fish"),
        State("results by picture", f"{sample}like=id:{first}"),
        State("results of 50, filtered", f"{sample}like=id:{first}&size=50&where=tags=*"),
        State("results as a list", sample + "q=red&view=list"),
        State("browsing", sample + "sort=name"),
        State("one result", search.format("one") + "q=only"),
        State("three results", search.format("three") + "q=red"),
        State("odd names and shapes", search.format("odd") + "sort=name"),
        State("300 categories", search.format("many") + "q=red"),
        State("nothing found", sample + "q=zebra+crossing"),
        State("nothing passes", sample + "q=red&where=format=gif"),
        State("beyond the end", sample + "q=boat&page=90"),
        State("wrong field", sample + "q=red&where=nonsense=1", 400),
        State("image", f"/c/sample/i/{first}?like=id:{first}&rank=1"),
        State("no such image", "/c/sample/i/" + "0" * 64, 404),
        State("collections", "/collections"),
        State("add images", "/add"),
        State("runs", "/runs"),
        State("a run with quarantine", "/c/odd/runs/1"),
        State("encoders", "/encoders"),
        State("an encoder", "/encoders/classic"),
        State("no reports yet", "/c/one/reports"),
        State("reports, one damaged", "/c/sample/reports"),
        State("a report", f"/c/sample/reports/{reports[0]}"),
        State("a report beside another", f"/c/sample/reports/{reports[1]}?with={reports[0]}"),
        State("a damaged report", f"/c/sample/reports/{reports[2]}", 400),
        State("about", "/about"),
        State("key", "/key"),
        State("no such page", "/nowhere", 404),
    ]
