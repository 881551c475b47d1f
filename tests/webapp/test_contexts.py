from dataclasses import fields
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from jinja2 import meta, nodes

from webapp import contexts
from webapp.app import create_app

MODULES = [
    import_module(f"webapp.contexts.{each.name}") for each in iter_modules(contexts.__path__)
]
CONTEXTS = sorted(
    {
        each
        for module in MODULES
        for name, each in vars(module).items()
        if name.endswith("Context") and name != "Context"
    },
    key=lambda context: context.template,
)


@pytest.fixture
def environment(client, app):
    return app.jinja_env


def used(environment, template):
    """Return the names a template and those it extends look up; what it imports has arguments."""
    source, _, _ = environment.loader.get_source(environment, template)
    parsed = environment.parse(source)
    names = meta.find_undeclared_variables(parsed) - set(environment.globals) - {"url_for"}
    # A block does not see, to this analysis, what its template imports.
    names -= {name for each in parsed.find_all(nodes.FromImport) for name in each.names}
    for above in parsed.find_all(nodes.Extends):
        names |= used(environment, above.template.value)
    return names


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: context.template)
def test_a_template_uses_what_its_context_documents_and_nothing_else(environment, context):
    assert used(environment, context.template) == {each.name for each in fields(context)}


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: context.template)
def test_each_field_is_explained(context):
    for each in fields(context):
        assert f"`{each.name}`" in context.__doc__


def test_every_page_has_a_context(app):
    pages = {path.name for path in Path(app.template_folder).glob("*.html")} - {"base.html"}
    assert pages == {context.template for context in CONTEXTS}


def test_parts_use_their_arguments_alone(environment):
    for name in ("parts/search_box.html", "parts/tile.html"):
        assert used(environment, name) == set()


def test_a_name_that_is_not_given_is_an_error_not_a_gap(app):
    from jinja2 import UndefinedError

    with app.test_request_context(), pytest.raises(UndefinedError):
        app.jinja_env.from_string("{{ missing }}").render()


def test_creating_the_application_opens_nothing(tmp_path):
    from lookalike.core.settings import load_settings

    create_app(load_settings(data=tmp_path / "none", engine="elasticsearch"))
    assert not (tmp_path / "none").exists()
