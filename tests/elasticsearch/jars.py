"""Build the Elasticsearch server under `server/` from its published jars, once."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parent / "server"
TARGET = PROJECT / "target"
STAMP = TARGET / "stamp"
OLDEST_JAVA = 21
MAIN_CLASS = "lookalike.LocalServer"
RESOLVE = "org.apache.maven.plugins:maven-dependency-plugin:2.8:copy-dependencies"


class BuildFailed(Exception):
    """The server cannot be built; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Jdk:
    """An installed JDK with a compiler, and the modules it brings."""

    home: Path
    version: tuple[int, ...]
    modules: frozenset[str]

    @property
    def flags(self) -> list[str]:
        """Return the flags this JDK knows: SIMD for vectors, and no warnings about memory access."""
        flags = ["--enable-native-access=ALL-UNNAMED"]
        if "jdk.incubator.vector" in self.modules:
            flags.append("--add-modules=jdk.incubator.vector")
        if self.version[0] >= 23:
            flags.append("--sun-misc-unsafe-memory-access=allow")
        return flags


def find_jdk() -> Jdk | None:
    """Return the newest JDK of JAVA_HOME, PATH and the usual folders that is new enough."""
    found = [jdk for home in _java_homes() if (jdk := _read_jdk(home))]
    usable = [jdk for jdk in found if jdk.version[0] >= OLDEST_JAVA]
    return max(usable, key=lambda jdk: jdk.version, default=None)


def missing() -> str | None:
    """Say what this machine lacks to build and run the server, or None where it has everything."""
    lacks = []
    if not _is_built() and shutil.which("mvn") is None:
        lacks.append("Maven (the package `maven`)")
    if find_jdk() is None:
        lacks.append(f"a JDK of {OLDEST_JAVA} or newer with `javac` (set JAVA_HOME to it)")
    return f"install {' and '.join(lacks)}" if lacks else None


def java_command(heap: int, settings: dict[str, str]) -> list[str]:
    """Return the command that runs the server (`heap` in MB), building it first where needed.

    Safe to call from several processes at once. Raises BuildFailed.
    """
    jdk = find_jdk()
    if jdk is None:
        raise BuildFailed(f"Elasticsearch cannot be started: {missing()}")
    _build_once(jdk)
    class_path = f"{TARGET / 'classes'}{os.pathsep}{TARGET / 'jars' / '*'}"
    machine = [str(jdk.home / "bin/java"), f"-Xmx{heap}m", *jdk.flags, "-cp", class_path]
    return [*machine, MAIN_CLASS, *(f"{name}={value}" for name, value in settings.items())]


def _build_once(jdk: Jdk) -> None:
    with _locked():
        if not _is_built():
            STAMP.unlink(missing_ok=True)
            _build(jdk)
            STAMP.write_text(_fingerprint())


def _is_built() -> bool:
    return STAMP.is_file() and STAMP.read_text() == _fingerprint()


def _build(jdk: Jdk) -> None:
    if reason := missing():
        raise BuildFailed(f"Elasticsearch cannot be built: {reason}")
    jars, classes = TARGET / "jars", TARGET / "classes"
    for folder in (jars, classes):
        shutil.rmtree(folder, ignore_errors=True)
    _run(["mvn", "-q", "-B", RESOLVE, "-DincludeScope=runtime", f"-DoutputDirectory={jars}"])
    shutil.copytree(PROJECT / "src/main/resources", classes)
    sources = [str(path) for path in sorted((PROJECT / "src/main/java").rglob("*.java"))]
    compiler = [str(jdk.home / "bin/javac"), "--release", str(OLDEST_JAVA), "-proc:none"]
    _run([*compiler, "-cp", str(jars / "*"), "-d", str(classes), *sources])


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command, cwd=PROJECT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stdout + done.stderr).strip()[-2000:]
        raise BuildFailed(f"{Path(command[0]).name} failed while building Elasticsearch:\n{said}")


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in [PROJECT / "pom.xml", *sorted((PROJECT / "src").rglob("*.*"))]:
        if path.is_file():
            digest.update(f"{path.relative_to(PROJECT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


@contextmanager
def _locked() -> Iterator[None]:
    TARGET.mkdir(exist_ok=True)
    with (TARGET / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _java_homes() -> Iterator[Path]:
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home)
    if java := shutil.which("java"):
        yield Path(java).resolve().parents[1]
    yield from Path("/usr/lib/jvm").glob("*")
    yield from Path("/Library/Java/JavaVirtualMachines").glob("*/Contents/Home")


def _read_jdk(home: Path) -> Jdk | None:
    # The file `release` tells version and modules without starting a virtual machine.
    release = home / "release"
    if not (home / "bin/javac").exists() or not release.is_file():
        return None
    facts = dict(re.findall(r'^(\w+)="(.*)"$', release.read_text(), re.MULTILINE))
    version = tuple(int(part) for part in re.findall(r"\d+", facts.get("JAVA_VERSION", "")))
    return Jdk(home, version, frozenset(facts.get("MODULES", "").split())) if version else None
