"""Training killed at three random moments, and folders that nothing can be learned from."""

import random
import shutil
import sys
import time
from pathlib import Path
from urllib.parse import quote

from accept.places import Command, scratch, settings_for
from accept.quality_runs import album, said
from accept.verdict import Verdict
from lookalike.core.settings import Settings
from lookalike.training.checkpoint import load_checkpoint

KILLS = 3
ATTEMPTS = 3
LATEST = 0.9
NOISE = 0.02
CLASSES, PER_CLASS = 10, 100
SEED = 20261121
RECIPE = ("--recipe", "scratch", "--side", "32", "--epochs", "8")
BROKEN = 4


def train(settings: Settings, source: Path, name: str) -> Command:
    """Begin a training."""
    return Command(settings, "train", str(source), "--name", name, *RECIPE, "--json")


def kept(settings: Settings, name: str) -> int:
    """Return the step that an unfinished training would go on from."""
    folder = settings.data / "training" / quote(f"learned:{name}", safe="")
    state = load_checkpoint(folder / "checkpoint.pt")
    return int(state["progress"]["step"]) if state else 0


def moments(seconds: float, chance: random.Random) -> list[float]:
    """Return KILLS random moments of a training of so many seconds, ascending.

    A part of the time lies before each, so that every run gets beyond its start.
    """
    apart = LATEST * seconds / (KILLS + 1)
    drawn = sorted(chance.uniform(0, apart) for _kill in range(KILLS))
    return [moment + (place + 1) * apart for place, moment in enumerate(drawn)]


def killed(settings: Settings, source: Path, name: str, at: list[float]) -> list[int]:
    """Kill a training at these moments; return the step it goes on from after each that hit."""
    steps: list[int] = []
    for before, moment in zip([0.0, *at], at, strict=False):
        run = train(settings, source, name)
        time.sleep(moment - before)
        run.kill()
        if run.wait().status >= 0:
            break
        steps.append(kept(settings, name))
    return steps


def check_kills(verdict: Verdict, settings: Settings, source: Path, chance: random.Random) -> None:
    """Compare what a killed training comes to with an undisturbed one."""
    calm = train(settings, source, "calm").wait()
    if calm.status != 0:
        verdict.check(False, f"undisturbed: status {calm.status}")
        return
    ours = calm.answer["measures"]
    verdict.check(True, f"undisturbed: {calm.seconds:.0f} s, {ours}")
    for attempt in range(ATTEMPTS):
        # On a machine that has become faster meanwhile a training may be done before its kill.
        name = f"killed-{attempt}"
        at = moments(calm.seconds / 2**attempt, chance)
        steps = killed(settings, source, name, at)
        if len(steps) == KILLS:
            break
    verdict.check(
        len(steps) == KILLS and steps == sorted(steps) and steps[-1] > 0,
        f"SIGKILL at {', '.join(f'{each:.0f}' for each in at)} s; the step it goes on from after "
        f"each: {steps}",
    )
    last = train(settings, source, name).wait()
    theirs = last.answer["measures"] if last.status == 0 else {}
    apart = max(abs(value - theirs.get(key, 0.0)) for key, value in ours.items())
    verdict.check(
        last.status == 0 and apart <= NOISE,
        f"killed: status {last.status}, {theirs}; apart by {apart:.6f}, limit {NOISE}; fingerprints "
        + (
            "equal"
            if theirs and calm.answer["fingerprint"] == last.answer["fingerprint"]
            else "differ"
        ),
    )


def refused(
    verdict: Verdict, settings: Settings, what: str, wanted: str, *words: str | Path
) -> None:
    """Check that a training ends with one sentence that says what is wrong, and leaves nothing."""
    status, told = said(settings, "train", *words, "--name", "nothing")
    one = told.count("\n") == 0 and "Traceback" not in told and wanted in told
    verdict.check(status in (1, 2) and one, f"{what}: status {status}, “{told}”")


def check_sentences(verdict: Verdict, settings: Settings, source: Path, folder: Path) -> None:
    """Ask for what cannot be learned."""
    classes = sorted(source.iterdir())
    single = folder / "single"
    shutil.copytree(classes[0], single / "only")
    refused(verdict, settings, "one class", "one category", single)

    few = folder / "few"
    for label in classes[:2]:
        (few / label.name).mkdir(parents=True)
    for path in [*sorted(classes[0].iterdir())[:2], next(classes[1].iterdir())]:
        shutil.copy(path, few / path.parent.name)
    refused(verdict, settings, "3 images", "image", few)

    unreadable = folder / "unreadable"
    for label in classes[:2]:
        (unreadable / label.name).mkdir(parents=True)
        for path in sorted(label.iterdir())[:20]:
            broken = path.read_bytes()[: path.stat().st_size // 2]
            (unreadable / label.name / path.name).write_bytes(broken)
    refused(verdict, settings, "unreadable images", "40", unreadable)

    table = folder / "table.csv"
    table.write_text(f"image,caption\n{classes[0].name}/a.jpg,a fish\n", encoding="utf-8")
    refused(verdict, settings, "a CSV without the column", "category", table)
    refused(verdict, settings, "nothing there", "nowhere", folder / "nowhere")
    left = list((settings.data / "encoders").glob("*nothing*"))
    verdict.check(not left, f"{len(left)} encoders were made of it")


def check_some_unreadable(verdict: Verdict, settings: Settings, source: Path) -> None:
    """Check that some unreadable images are named, and the rest is learned from."""
    for label in sorted(source.iterdir())[:BROKEN]:
        (label / "broken.jpg").write_bytes(next(label.iterdir()).read_bytes()[:200])
    words = ("train", str(source), "--name", "most", "--json")
    ended = Command(settings, *words).wait()
    named = [each["reason"] for each in ended.answer["refused"]] if ended.status == 3 else []
    verdict.check(
        len(named) == BROKEN and all("broken.jpg" in each for each in named),
        f"{BROKEN} unreadable images among {CLASSES * PER_CLASS}: status {ended.status}, "
        f"{len(named)} named, the first: {named[0] if named else '-'}",
    )


def main() -> None:
    """Kill and compare; then ask for what cannot be."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.SystemRandom().randrange(10**6)
    verdict = Verdict(
        f"training killed at {KILLS} random moments ends at the same validation figure; a folder "
        "with one class, with unreadable images, with 3 images, a CSV without the column: a sentence"
    )
    verdict.check(True, f"random seed {seed}")
    with scratch() as folder:
        [source] = album(folder / "album", {"all": PER_CLASS}, CLASSES, SEED).values()
        settings = settings_for("embedded", folder / "data")
        check_sentences(verdict, settings, source, folder)
        check_kills(verdict, settings, source, random.Random(seed))
        check_some_unreadable(verdict, settings, source)
    verdict.close()


if __name__ == "__main__":
    main()
