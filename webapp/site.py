"""What every view stands on: settings, engine, search service and the bound on work at once."""

from functools import cached_property
from threading import Lock
from typing import cast

from flask import current_app

from lookalike.core.settings import Settings
from lookalike.search.engine import Collection, Engine
from lookalike.search.engines import open_engine
from lookalike.search.service import SearchService
from lookalike.search.uploads import Uploads
from webapp.brief import BriefEngine
from webapp.gallery import Galleries
from webapp.jobs import Jobs
from webapp.slots import Slots

SEARCHES = 4
WAITING = 4


class Site:
    """One site over one engine; everything that costs is made at its first use."""

    def __init__(self, settings: Settings, engine: Engine | None = None) -> None:
        self.settings = settings
        self.slots = Slots(running=SEARCHES, waiting=WAITING)
        self.uploads = Uploads(settings.data)
        self.galleries = Galleries()
        self.jobs = Jobs(lambda: self.engine, settings)
        self._given = engine
        self._opening = Lock()

    @property
    def engine(self) -> Engine:
        """The engine behind a brief memory of what hardly changes (see `brief`)."""
        with self._opening:
            return self._engine

    @cached_property
    def _engine(self) -> Engine:
        return cast(Engine, BriefEngine(self._given or open_engine(self.settings)))

    def last_seen(self) -> list[Collection]:
        """Return the collections as somebody last saw them, asking nobody."""
        return cast(BriefEngine, self.engine).last_seen

    @property
    def service(self) -> SearchService:
        """The search service over `engine`."""
        return SearchService(self.engine, self.settings)


def current_site() -> Site:
    """Return the site of the application that answers now."""
    return cast(Site, current_app.extensions["lookalike"])
