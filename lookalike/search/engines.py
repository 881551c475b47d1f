"""Opens the engine that the settings name."""

from lookalike.core.settings import Settings
from lookalike.search.engine import Engine


def open_engine(settings: Settings) -> Engine:
    """Return the engine of `settings`; the Elasticsearch one connects at its first use."""
    if settings.engine == "elasticsearch":
        from lookalike.search.elastic.engine import ElasticEngine

        return ElasticEngine(settings)
    from lookalike.search.embedded.engine import EmbeddedEngine

    return EmbeddedEngine(settings.data)
