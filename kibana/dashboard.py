"""A dashboard: charts and saved searches on a grid of 48 columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from kibana.charts import Chart, layer_reference, lens
from kibana.saved import Object, Search, compact, kuery, saved

COLUMNS = 48
PANEL_VERSION = "8.11.0"


@dataclass(frozen=True, slots=True)
class Panel:
    """A chart or a search at its place on the grid; `key` is its own on the dashboard."""

    key: str
    shows: Chart | Search
    x: int
    y: int
    w: int
    h: int

    def saved(self) -> Object:
        """Return the panel as a dashboard holds it."""
        panel = {
            "version": PANEL_VERSION,
            "panelIndex": self.key,
            "gridData": {"x": self.x, "y": self.y, "w": self.w, "h": self.h, "i": self.key},
            "title": self.shows.title,
        }
        if isinstance(self.shows, Search):
            reference = {"panelRefName": f"panel_{self.key}"}
            return {
                **panel,
                **reference,
                "type": "search",
                "embeddableConfig": {"enhancements": {}},
            }
        config = {"attributes": lens(self.shows), "hidePanelTitles": False, "enhancements": {}}
        return {**panel, "type": "lens", "embeddableConfig": config}

    def reference(self) -> Object:
        """Return how the dashboard names what this panel needs."""
        if isinstance(self.shows, Search):
            return {"type": "search", "id": self.shows.id, "name": f"{self.key}:panel_{self.key}"}
        reference = layer_reference(self.shows)
        return {**reference, "name": f"{self.key}:{reference['name']}"}


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Panels under one title, for the time from `since` until now."""

    id: str
    title: str
    description: str
    panels: Sequence[Panel]
    since: str

    def saved(self) -> Object:
        """Return the saved object."""
        options = {
            "useMargins": True,
            "hidePanelTitles": False,
            "syncColors": False,
            "syncCursor": True,
            "syncTooltips": False,
        }
        source = {"query": kuery(""), "filter": []}
        attributes = {
            "title": self.title,
            "description": self.description,
            "panelsJSON": compact([panel.saved() for panel in self.panels]),
            "optionsJSON": compact(options),
            "timeRestore": True,
            "timeFrom": self.since,
            "timeTo": "now",
            "refreshInterval": {"pause": True, "value": 60_000},
            "kibanaSavedObjectMeta": {"searchSourceJSON": compact(source)},
        }
        references = [panel.reference() for panel in self.panels]
        return saved("dashboard", self.id, "8.9.0", attributes, references)
