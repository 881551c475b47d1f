"""Two ingests at once, the same bytes in two folders, files moved, changed, deleted."""

import hashlib
import os
import shutil
from pathlib import Path

from accept.contents import contents, places, told
from accept.places import (
    ENGINES,
    Command,
    Ended,
    elasticsearch,
    lookalike,
    scratch,
    settings_for,
    unpacked,
)
from accept.verdict import Verdict
from lookalike.core.files import path_to_uri
from lookalike.core.settings import Settings

CLASSES = 40
PER_CLASS = 14
COPIED = 10
NAME = "album"

Where = dict[str, set[str]]
"""Paths relative to the album, by document: what the collection must hold."""


class Album:
    """A folder of images on disk, and how the collection on one engine follows it."""

    def __init__(self, root: Path, settings: Settings, verdict: Verdict) -> None:
        self.root = root
        self.settings = settings
        self.verdict = verdict

    def files(self) -> list[Path]:
        """Return its files, sorted."""
        return sorted(path for path in self.root.rglob("*") if path.is_file())

    def begin(self, *options: str) -> Command:
        """Begin an ingest of the album."""
        return Command(
            self.settings, "ingest", str(self.root), "-c", NAME, "--json", "--category-from",
            "folder", *options,
        )  # fmt: skip

    def check(self, holds: bool, figure: str) -> None:
        """Note a figure with the engine's name."""
        self.verdict.check(holds, f"{self.settings.engine}: {figure}")

    def check_counts(self, ended: Ended, what: str, **wanted: int) -> None:
        """Check the status and the counts that the report must give."""
        counted = {key: ended.answer[key] for key in wanted} if ended.status == 0 else {}
        figures = ", ".join(f"{value} {key}" for key, value in counted.items())
        self.check(counted == wanted, f"{what}: status {ended.status}, {figures}")

    def check_places(self, what: str) -> None:
        """Check that each document lists exactly the files that have its bytes now."""
        on_disk: Where = {}
        for path in self.files():
            on_disk.setdefault(_digest(path), set()).add(path_to_uri(os.fsencode(path)))
        held = places(self.settings, NAME)
        listed = {key: {file.uri for file in files} for key, files in held.items()}
        labelled = all(
            file.category == file.uri.split("/")[-2] and file.size > 0
            for files in held.values()
            for file in files
        )
        faults = contents(self.settings, NAME).faults()
        entries = sum(map(len, held.values()))
        self.check(
            listed == on_disk and labelled and not faults,
            f"{what}: {len(held)} documents with {entries} files, as on disk"
            + told(faults)
            + ("" if listed == on_disk else f"; {_apart(listed, on_disk)}"),
        )


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _apart(listed: Where, on_disk: Where) -> str:
    keys = listed.keys() | on_disk.keys()
    wrong = [key for key in keys if listed.get(key) != on_disk.get(key)]
    return f"{len(wrong)} documents list other files than there are"


def two_at_once(album: Album) -> None:
    """Let two processes ingest the same folder into a new collection at the same time."""
    count = len(album.files())
    ended = [each.wait() for each in (album.begin(), album.begin())]
    statuses = [each.status for each in ended]
    album.check(statuses == [0, 0], f"two ingests of {count} files at once: status {statuses}")
    album.check_places("two at once")


def nothing_to_do(album: Album) -> None:
    """Show that a plain rerun reads no image: one whose bytes are swapped for noise goes unseen."""
    count = len(album.files())
    victim = album.files()[0]
    kept, times = victim.read_bytes(), victim.stat()
    victim.write_bytes(bytes(len(kept)))
    os.utime(victim, ns=(times.st_atime_ns, times.st_mtime_ns))
    ended = album.begin().wait()
    victim.write_bytes(kept)
    os.utime(victim, ns=(times.st_atime_ns, times.st_mtime_ns))
    album.check_counts(
        ended, "second plain run reads nothing", added=0, updated=0, unchanged=count, quarantined=0
    )


def copies(album: Album) -> None:
    """Put the bytes of ten files into a second folder too."""
    before = len(album.files())
    (album.root / "copies").mkdir()
    for path in album.files()[:COPIED]:
        shutil.copy2(path, album.root / "copies" / path.name.replace("image", "copy"))
    ended = album.begin().wait()
    album.check_counts(
        ended, f"{COPIED} files copied to another folder", unchanged=before, quarantined=0
    )
    album.check_places("same bytes in two folders")


def changes(album: Album) -> None:
    """Move a file, change one, delete one, and delete one whose bytes lie elsewhere too."""
    files = [path for path in album.files() if path.parent.name != "copies"]
    before = len(album.files())
    twin, moved, changed, deleted = files[0], files[20], files[30], files[40]
    other = files[-1]
    twin.unlink()
    moved.rename(other.with_name("moved.jpg"))
    changed.write_bytes(changed.read_bytes() + b"\0")
    deleted.unlink()
    unpruned = album.begin().wait()
    album.check_counts(
        unpruned,
        "a file moved, one changed, two deleted",
        added=1,
        updated=1,
        unchanged=before - 4,
        removed=0,
    )
    held = len(places(album.settings, NAME))
    pruned = album.begin("--prune").wait()
    album.check_counts(pruned, "then --prune", removed=3, added=0, unchanged=before - 2)
    album.check_places(f"moved, changed, deleted, after --prune (before: {held} documents)")


def two_prunes(album: Album) -> None:
    """Change the album again and let two processes follow with --prune at once."""
    files = [path for path in album.files() if path.parent.name != "copies"]
    for path in files[50:60]:
        path.unlink()
    for path in files[60:70]:
        path.write_bytes(path.read_bytes() + b"\0")
    for path in files[70:80]:
        path.rename(path.with_name(f"renamed-{path.name}"))
    ended = [each.wait() for each in (album.begin("--prune"), album.begin("--prune"))]
    statuses = [each.status for each in ended]
    album.check(
        statuses == [0, 0],
        f"10 files deleted, 10 changed, 10 renamed, two --prune runs at once: status {statuses}",
    )
    album.check_places("two --prune runs at once")


def main() -> None:
    """Follow an album through its changes, on both engines."""
    verdict = Verdict(
        "two ingests of the same folder at once, the same bytes in two folders, a file moved, "
        "changed, deleted: the right files, no duplicates, no orphans"
    )
    with scratch() as folder, elasticsearch(folder / "es") as server:
        source = unpacked("caltech101-mini", folder)
        for name in ENGINES:
            root = folder / f"album-{name}"
            for each in sorted(source.iterdir())[:CLASSES]:
                shutil.copytree(each, root / each.name)
            settings = settings_for(name, folder / name, server.url)
            album = Album(root, settings, verdict)
            two_at_once(album)
            nothing_to_do(album)
            copies(album)
            changes(album)
            two_prunes(album)
            nothing_to_do(album)
            status, about = lookalike(settings, "collections", "show", NAME, "--json")
            album.check(
                status == 0 and about["documents"] == len({_digest(p) for p in album.files()}),
                f"collections show says {about['documents']} documents",
            )
    verdict.close()


if __name__ == "__main__":
    main()
