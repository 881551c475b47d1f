"""docs/quality.md: it is there, its commands exist, its figures are those of the committed reports."""

import re
import shlex
from pathlib import Path

import click

from accept.places import ROOT
from accept.quality_reports import BEGIN, END, FOLDER, PAGE, committed, filled, spelled
from accept.verdict import Verdict
from lookalike.cli.main import cli
from lookalike.evaluation.protocols.protocol import load_protocol, protocol_names

PAGES = (PAGE, ROOT / "docs" / "encoders.md", ROOT / "README.md")
BLOCK = re.compile(r"```(?:sh|console)\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)(?:#([^)]+))?\)")
SECTIONS = ("What the measures mean", "Measure a collection of yours", "Protocols", "The figures")


def commands(page: Path) -> list[str]:
    """Return the lines of the page's shell blocks, those that are continued joined."""
    blocks = "\n".join(BLOCK.findall(page.read_text(encoding="utf-8")))
    return [line for line in blocks.replace("\\\n", " ").splitlines() if line.strip()]


def parsed(line: str) -> str:
    """Let the command line read a command without running it; return what is wrong with it."""
    words = shlex.split(line)[1:]
    command: click.Command = cli
    context = click.Context(cli, info_name="lookalike")
    while isinstance(command, click.Group):
        name = words.pop(0) if words else ""
        found = command.get_command(context, name)
        if found is None:
            return f"there is no command “{name}”"
        context = click.Context(found, parent=context, info_name=name)
        command = found
        if isinstance(found, click.Group) and found.invoke_without_command and not words:
            return ""
    try:
        command.make_context(context.info_name, words, parent=context.parent)
    except click.exceptions.Exit:
        return ""
    except click.ClickException as error:
        return error.format_message()
    return ""


def check_commands(verdict: Verdict, page: Path) -> None:
    """Check that the command line takes every command of a page as it is written."""
    lines = [each for each in commands(page) if each.split()[0].endswith("lookalike")]
    wrong = [f"{line}: {told}" for line in lines if (told := parsed(line))]
    verdict.check(not wrong, f"{page.name}: {len(lines)} commands of lookalike, {len(wrong)} wrong")
    for each in wrong:
        verdict.check(False, each)


def check_others(verdict: Verdict, page: Path) -> None:
    """Check that files and modules that a page names are there."""
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"-r (requirements/\S+)", text)) | {
        name.replace(".", "/") + ".py" for name in re.findall(r"-m (accept\.\w+)", text)
    }
    named |= set(re.findall(r"`(accept/\w+\.py)`", text))
    gone = [each for each in sorted(named) if not (ROOT / each).is_file()]
    verdict.check(not gone, f"{page.name}: {len(named)} files named, not there: {gone or 'none'}")


def check_links(verdict: Verdict, page: Path) -> None:
    """Check that every link leads to a file, and to a heading of it."""
    wrong = []
    links = LINK.findall(page.read_text(encoding="utf-8"))
    for name, heading in links:
        path = page.parent / name
        if not path.exists() or (heading and heading not in _anchors(path)):
            wrong.append(f"{name}#{heading}")
    verdict.check(not wrong, f"{page.name}: {len(links)} links, wrong: {wrong or 'none'}")


def check_tables(verdict: Verdict, text: str) -> None:
    """Check that the tables are what the committed reports make of them, figure by figure."""
    reports = committed()
    verdict.check(bool(reports), f"{len(reports)} reports are committed in {FOLDER.name}/")
    verdict.check(
        filled(text) == text,
        "the tables are those that accept.quality_reports makes of the reports",
    )
    table = text.partition(BEGIN)[2].partition(END)[0]
    figures = [spelled(each) for report in reports.values() for each in report.measures]
    there = sum(each in table for each in figures)
    verdict.check(
        there == len(figures),
        f"{there} of {len(figures)} figures of the reports stand in the tables",
    )


def check_text(verdict: Verdict, text: str) -> None:
    """Check that the page says what each measure and each protocol is."""
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    missing = [each for each in SECTIONS if not any(each in heading for heading in headings)]
    verdict.check(not missing, f"{len(headings)} sections, missing: {missing or 'none'}")
    measures = {
        name
        for protocol in protocol_names()
        for trial in load_protocol(protocol).trials
        for name in trial.measures
    }
    before, _marks, _tables = text.partition("## The figures")
    unsaid = [each for each in sorted(measures) if f"`{each}`" not in before]
    unsaid += [each for each in protocol_names() if f"| `{each}` |" not in before]
    verdict.check(not unsaid, f"measures and protocols it does not explain: {unsaid or 'none'}")


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def main() -> None:
    """Read the pages."""
    verdict = Verdict(
        "docs/quality.md: what the measures mean, how to evaluate your own collection, the tables; "
        "every command exists, every figure is that of a committed report"
    )
    if not PAGE.is_file():
        verdict.check(False, f"{PAGE.name} is not there")
        verdict.close()
    text = PAGE.read_text(encoding="utf-8")
    check_text(verdict, text)
    for page in PAGES:
        check_commands(verdict, page)
        check_others(verdict, page)
        check_links(verdict, page)
    check_tables(verdict, text)
    verdict.close()


if __name__ == "__main__":
    main()
