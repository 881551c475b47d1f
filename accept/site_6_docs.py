"""The pages of docs/ followed as written: every shell block of each, in a fresh clone.

A block whose last line serves runs until its page answers, then ends. What is followed by tests
instead is named in TESTED.
"""

import subprocess
import sys
from pathlib import Path

from accept.drawings import draw_folder
from accept.places import ROOT, scratch
from accept.readme import PAGE, blocks, clone, running, searches
from accept.verdict import Verdict

FOLLOWED = ("your-photos.md", "finding.md", "first-run.md")
TESTED = {
    "api.md": ("tests/webapp/api/test_guide.py",),
    "encoders.md": ("tests/cli/test_filling.py", "tests/cli/test_docs.py"),
    "quality.md": ("tests/cli/test_evaluate.py", "tests/cli/test_docs.py"),
    "settings.md": ("tests/core/test_settings.py",),
    "security.md": (
        "tests/webapp/test_guard.py",
        "tests/webapp/test_limits.py",
        "tests/webapp/test_routes.py",
        "tests/webapp/test_security.py",
        "tests/core/test_keys.py",
    ),
    "elasticsearch-kibana.md": ("tests/ops/test_docs_elasticsearch.py",),
}
SERVES = ("make demo", "lookalike serve")
COUNT = 24
SEED = 11


def follow(verdict: Verdict, page: Path, tree: Path, home: Path) -> None:
    """Run the blocks of one page in order."""
    for number, block in enumerate(blocks(page), 1):
        what = f"{page.name}, block {number}"
        script = ". .venv/bin/activate 2>/dev/null || true\n" + block
        if block.strip().splitlines()[-1].startswith(SERVES):
            with running(script, tree, home, PAGE) as seconds:
                verdict.check(True, f"{what}: the page answered after {seconds:.0f} s")
            continue
        status, output = searches(script, tree, home)
        verdict.check(status == 0, f"{what}: status {status}")
        if status:
            sys.stderr.write(output[-2000:])


def main() -> None:
    """Follow the pages, then run the tests that follow the others."""
    verdict = Verdict("docs: every page followed as written")
    with scratch() as folder:
        tree, home = clone(folder / "lookalike"), folder / "home"
        drawn = draw_folder(home / "Pictures", COUNT, SEED)
        one = next(path for path in drawn if path.match("dots/*.jpg"))
        one.rename(home / "Pictures" / "one.jpg")
        subprocess.run(["make", "--quiet", ".venv/base"], cwd=tree, check=True, stdout=sys.stderr)
        for name in FOLLOWED:
            follow(verdict, tree / "docs" / name, tree, home)
    for name, tests in TESTED.items():
        there = (ROOT / "docs" / name).exists()
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *tests],
            cwd=ROOT, check=False, stdout=sys.stderr,
        )  # fmt: skip
        verdict.check(there and done.returncode == 0, f"{name}: followed by {', '.join(tests)}")
    verdict.close()


if __name__ == "__main__":
    main()
