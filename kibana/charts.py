"""Charts of Lens, held by the dashboard that shows them."""

from dataclasses import dataclass
from typing import ClassVar

from kibana.saved import DataView, Object, kuery

LAYER = "layer"
BUCKETS = "buckets"
COUNT = "count"


@dataclass(frozen=True, slots=True)
class Number:
    """How many documents there are, in large figures."""

    title: str
    view: DataView
    query: str = ""
    kind: ClassVar[str] = "lnsMetric"

    def columns(self) -> dict[str, Object]:
        """Return the count."""
        return {COUNT: _count(self.title)}

    def visualization(self) -> Object:
        """Return one figure."""
        return {"layerId": LAYER, "layerType": "data", "metricAccessor": COUNT}


@dataclass(frozen=True, slots=True)
class Bars:
    """The most frequent values of a field; `missing` shows how many documents have none."""

    title: str
    view: DataView
    field: str
    size: int
    missing: bool = False
    query: str = ""
    kind: ClassVar[str] = "lnsXY"

    def columns(self) -> dict[str, Object]:
        """Return the values, and the count of each."""
        values = {
            "label": self.field,
            "customLabel": True,
            "dataType": "string",
            "operationType": "terms",
            "scale": "ordinal",
            "sourceField": self.field,
            "isBucketed": True,
            "params": {
                "size": self.size,
                "orderBy": {"type": "column", "columnId": COUNT},
                "orderDirection": "desc",
                "otherBucket": True,
                "missingBucket": self.missing,
                "parentFormat": {"id": "terms"},
            },
        }
        return {BUCKETS: values, COUNT: _count("documents")}

    def visualization(self) -> Object:
        """Return horizontal bars."""
        return _bars("bar_horizontal")


@dataclass(frozen=True, slots=True)
class Timeline:
    """Documents over time, by the view's own time field or by another.

    Another field's range has nothing to do with the time that is chosen on the dashboard, which
    goes on choosing by the view's own; so `interval` must say how wide its bars are (`1M`, say).
    """

    title: str
    view: DataView
    field: str
    interval: str = "auto"
    query: str = ""
    kind: ClassVar[str] = "lnsXY"

    def columns(self) -> dict[str, Object]:
        """Return the spans of time, and the count of each."""
        is_free = self.field != self.view.time_field
        spans = {
            "label": self.field,
            "customLabel": True,
            "dataType": "date",
            "operationType": "date_histogram",
            "scale": "interval",
            "sourceField": self.field,
            "isBucketed": True,
            "params": {
                "interval": self.interval,
                "includeEmptyRows": True,
                "dropPartials": False,
                "ignoreTimeRange": is_free,
            },
        }
        return {BUCKETS: spans, COUNT: _count("documents")}

    def visualization(self) -> Object:
        """Return upright bars."""
        return _bars("bar_stacked")


Chart = Number | Bars | Timeline


def layer_reference(chart: Chart) -> Object:
    """Return how a chart names its data view."""
    return chart.view.reference(f"indexpattern-datasource-layer-{LAYER}")


def lens(chart: Chart) -> Object:
    """Return the attributes of a chart as a dashboard holds them."""
    columns = chart.columns()
    layer = {"columns": columns, "columnOrder": list(columns), "incompleteColumns": {}}
    return {
        "title": chart.title,
        "type": "lens",
        "visualizationType": chart.kind,
        "references": [layer_reference(chart)],
        "state": {
            "datasourceStates": {"formBased": {"layers": {LAYER: layer}}},
            "visualization": chart.visualization(),
            "query": kuery(chart.query),
            "filters": [],
            "internalReferences": [],
            "adHocDataViews": {},
        },
    }


def _count(label: str) -> Object:
    return {
        "label": label,
        "customLabel": True,
        "dataType": "number",
        "operationType": "count",
        "scale": "ratio",
        "sourceField": "___records___",
        "isBucketed": False,
        "params": {"emptyAsNull": False},
    }


def _bars(series: str) -> Object:
    layer = {
        "layerId": LAYER,
        "layerType": "data",
        "seriesType": series,
        "xAccessor": BUCKETS,
        "accessors": [COUNT],
    }
    return {
        "layers": [layer],
        "preferredSeriesType": series,
        "legend": {"isVisible": False, "position": "right"},
        "valueLabels": "show",
        "fittingFunction": "None",
        "axisTitlesVisibilitySettings": {"x": False, "yLeft": False, "yRight": False},
        "gridlinesVisibilitySettings": {"x": False, "yLeft": True, "yRight": True},
        "tickLabelsVisibilitySettings": {"x": True, "yLeft": True, "yRight": True},
    }
