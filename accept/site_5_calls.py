"""What a page costs in calls to Elasticsearch, counted on a real server by the tests."""

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

from accept.places import ROOT, scratch
from accept.verdict import Verdict

COUNTING = "tests/webapp/test_calls.py"


def outcomes(report: Path) -> list[tuple[str, bool]]:
    """Return each test of a JUnit report and whether it ran and passed."""
    cases = ET.parse(report).getroot().iter("testcase")
    return [(str(case.get("name")), not list(case)) for case in cases]


def main() -> None:
    """Run the counting tests."""
    verdict = Verdict("at most 3 calls to Elasticsearch a page, counted")
    with scratch() as folder:
        report = folder / "report.xml"
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", COUNTING, f"--junit-xml={report}"],
            cwd=ROOT, check=False, stdout=sys.stderr,
        )  # fmt: skip
        for name, passed in outcomes(report):
            verdict.check(passed, name)
    verdict.close()


if __name__ == "__main__":
    main()
