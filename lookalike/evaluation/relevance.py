"""Which documents are relevant to which query."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace

from lookalike.core.errors import BadRequest
from lookalike.core.texts import N_, _
from lookalike.evaluation.contents import Contents
from lookalike.evaluation.judgements import RELEVANT, Judgements
from lookalike.evaluation.queries import EvalQuery

_NO_QUERY = N_("there is no query to ask")
_NONE_HERE = N_(
    "no image of “{collection}” has a category: index folders that are named for what their images "
    "show, or give judgements with --qrels FILE"
)
_NONE_THERE = N_(
    "none of the queries has a category: give a folder with a folder for each category, or a CSV "
    "with the columns image and category"
)
_NOTHING_SHARED = N_(
    "no query has anything relevant in “{collection}”: the queries have {asked}, the collection {held}"
)
_UNJUDGED = N_(
    "it judges none of the queries; the first query is “{query}”, the first judged “{id}”"
)
_NONE_OF_THEM = N_(
    "not one document that it judges relevant is in “{collection}”, the first is “{document}”; a "
    "document is named by its id (the sha256 of its bytes) or its address (file:///...)"
)
_NOTHING_RELEVANT = N_("none of the queries has anything relevant in “{collection}”")
SHOWN = 5


def by_category(queries: Sequence[EvalQuery], contents: Contents) -> Judgements:
    """Judge what has a category of the query relevant to it; a query without one is left out.

    BadRequest where nothing could be measured that way.
    """
    if not queries:
        raise BadRequest(field="--queries", reason=_(_NO_QUERY))
    name = contents.collection.name
    members = contents.members()
    if not members:
        raise BadRequest(field="collection", reason=_(_NONE_HERE).format(collection=name))
    keys = {each.id: "\n".join(each.categories) for each in queries if each.categories}
    if not keys:
        raise BadRequest(field="--queries", reason=_(_NONE_THERE))
    asked = {each.categories for each in queries if each.categories}
    groups = {"\n".join(each): _union([members.get(one, {}) for one in each]) for each in asked}
    if not any(groups.values()):
        wanted = {one for each in asked for one in each}
        reason = _(_NOTHING_SHARED).format(
            collection=name, asked=_some(wanted), held=_some(members.keys())
        )
        raise BadRequest(field="--queries", reason=reason)
    return Judgements(groups, keys, _own(queries))


def by_captions(queries: Sequence[EvalQuery], contents: Contents) -> Judgements:
    """Judge the image of a caption, and it alone, relevant to it; nothing where it is not there."""
    there = {each.relevant for each in queries} & contents.documents.keys()
    if not there:
        reason = _(_NOTHING_RELEVANT).format(collection=contents.collection.name)
        raise BadRequest(field="--captions", reason=reason)
    groups: dict[str, Mapping[str, int]] = {each: {each: 1} for each in there if each}
    return Judgements(
        {**groups, "": {}},
        {
            each.id: each.relevant if each.relevant in there else ""
            for each in queries
            if each.relevant
        },
    )


def by_qrels(
    given: Judgements, queries: Sequence[EvalQuery], uris: Mapping[str, str], contents: Contents
) -> Judgements:
    """Take judgements of a file, documents named by id or by uri (`uris`: uri -> id).

    BadRequest where they judge no query, or call nothing relevant that is there: each figure is 0.
    """
    of = {each.id: given.of[each.id] for each in queries if each.id in given.of}
    if not of:
        raise unjudged((each.id for each in queries), given)
    groups = {
        key: {uris.get(document, document): grade for document, grade in given.groups[key].items()}
        for key in dict.fromkeys(of.values())
    }
    relevant = dict.fromkeys(
        document
        for group in groups.values()
        for document, grade in group.items()
        if grade >= RELEVANT
    )
    if relevant and relevant.keys().isdisjoint(contents.documents):
        reason = _(_NONE_OF_THEM).format(
            collection=contents.collection.name, document=next(iter(relevant))
        )
        raise BadRequest(field="--qrels", reason=reason)
    return Judgements(groups, of, _own(queries))


def unjudged(queries: Iterable[str], given: Judgements) -> BadRequest:
    """Return what refuses judgements of other queries than those, which are given by their ids."""
    first, judged = next(iter(queries), "-"), next(iter(given.of), "-")
    reason = _(_UNJUDGED).format(query=first, id=judged)
    return BadRequest(field="--qrels", reason=reason)


def only(judgements: Judgements, asked: Mapping[str, str | None]) -> Judgements:
    """Keep the queries that were `asked`: query id -> the document that it is itself, or None."""
    return replace(
        judgements,
        of={query: key for query, key in judgements.of.items() if query in asked},
        without={query: itself for query, itself in asked.items() if itself},
    )


def _own(queries: Sequence[EvalQuery]) -> dict[str, str]:
    return {each.id: each.document for each in queries if each.document}


def _union(groups: Sequence[Mapping[str, int]]) -> Mapping[str, int]:
    return groups[0] if len(groups) == 1 else {key: 1 for group in groups for key in group}


def _some(names: Set[str]) -> str:
    first = sorted(names)[:SHOWN]
    return ", ".join(first) + (", ..." if len(names) > SHOWN else "")
