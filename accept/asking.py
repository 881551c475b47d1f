"""A visitor who searches a living collection again and again, while an encoder joins it."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

EVERY = 0.1


@dataclass
class Client:
    """Asks by one image and the old encoder, and reads the coverage of the one that is `joining`."""

    site: str
    collection: str
    image: str
    joining: str
    answered: int = 0
    wrong: list[str] = field(default_factory=list)
    coverage: list[int] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Ask until `stop`."""
        while not self._over.wait(EVERY):
            try:
                found = self.ask("classic")
                about = _json(f"{self.site}/api/v1/collections/{self.collection}")
            except (OSError, ValueError) as error:
                self.wrong.append(repr(error))
                continue
            self.answered += 1
            if found["encoder"] != "classic" or found["hits"][0]["id"] != self.image:
                self.wrong.append(f"{found['encoder']}: {found['hits'][0]['id']}")
            known = about["encoders"].get(self.joining)
            if known and (not self.coverage or self.coverage[-1] != known["coverage"]):
                self.coverage.append(known["coverage"])

    def ask(self, encoder: str) -> Any:
        """Return the answer to the search for the image by one encoder."""
        query = f"like=id:{self.image}&encoder={encoder}&size=5"
        return _json(f"{self.site}/api/v1/collections/{self.collection}/search?{query}")

    def stop(self) -> None:
        """Ask no more."""
        self._over.set()


def refusal(ask: Callable[[], Any]) -> str:
    """Return the sentence of a refusal, empty where there is none."""
    try:
        ask()
    except urllib.error.HTTPError as error:
        return str(json.load(error).get("detail", ""))
    return ""


def _json(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return json.load(answer)
