"""What Lookalike is, how it works, and what it grew from."""

from lookalike import __version__
from webapp.contexts.about import AboutContext
from webapp.pages.blueprint import blueprint
from webapp.site import current_site
from webapp.templating import render


@blueprint.get("/about")
def about() -> str:
    """Say what this is; the engine may be away."""
    site = current_site()
    with site.slots.one():
        engine = site.engine.health()
    data = str(site.settings.data) if site.settings.paths_visible else ""
    return render(AboutContext(__version__, engine, data))
