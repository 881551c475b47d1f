"""What a protocol asks of a collection that holds its images, and what is relevant to it.

Judgements come from the data set itself. What people have changed in the collection meanwhile,
categories say, changes no figure.
"""

from collections.abc import Mapping

from lookalike.core.document import FileEntry
from lookalike.core.errors import Conflict, SourceRefused
from lookalike.core.settings import Settings
from lookalike.core.texts import N_, _
from lookalike.evaluation.contents import Contents, contents_from
from lookalike.evaluation.judgements import Judgements
from lookalike.evaluation.protocols.by_name import named_contents
from lookalike.evaluation.protocols.layouts import DataSet
from lookalike.evaluation.protocols.protocol import Transformation, Trial
from lookalike.evaluation.protocols.transforming import transformed
from lookalike.evaluation.queries import EvalQuery, captions_from, from_collection, from_labelled
from lookalike.evaluation.questions import Questions
from lookalike.evaluation.relevance import by_captions, by_category
from lookalike.evaluation.report_model import Kind
from lookalike.imaging import Limits
from lookalike.sources.base import Found, Source

_FOREIGN = N_(
    "“{collection}” holds {count} images that are not of these data; measure in a collection of its "
    "own: -c NAME"
)
_NOTHING = N_("there is nothing in it to ask with")


def own_contents(contents: Contents, ids: Mapping[str, str], index: Source) -> Contents:
    """Return the contents as the data set says they are; Conflict where other images are among them.

    `ids`: uri -> document, of all files of the collection.
    """
    files: dict[str, list[FileEntry]] = {}
    for each in index:
        if isinstance(each, Found) and (document := ids.get(each.entry.uri)):
            files.setdefault(document, []).append(each.entry)
    foreign = contents.documents.keys() - files.keys()
    if foreign:
        reason = _(_FOREIGN).format(collection=contents.collection.name, count=len(foreign))
        raise Conflict(reason=reason)
    return contents_from(contents.collection, files.items())


def asked(
    trial: Trial,
    data: DataSet,
    contents: Contents,
    ids: Mapping[str, str],
    *,
    settings: Settings,
    seed: int,
) -> Questions:
    """Return what a trial asks by the vectors of a collection; SourceRefused where that is nothing.

    `contents`, `ids`: as for `own_contents`, and as it returns them. `seed`: of the transformations.
    """
    if trial.kind == "words":
        found, refused = captions_from(data.asking(), settings.max_file_bytes)
        _check_any(found, data)
        return Questions(found, by_captions(found, contents), "words", "caption", refused)
    if trial.kind == "near-duplicates":
        return _near_duplicates(trial, data, ids, settings, seed)
    if trial.kind == "zero-shot":
        contents = named_contents(contents)
    is_own = trial.kind == "leave-one-out"
    found = from_collection(contents) if is_own else from_labelled(data.asking())
    _check_any(found, data)
    kind: Kind = "zero-shot" if trial.kind == "zero-shot" else "image"
    return Questions(found, by_category(found, contents), kind, "category")


def turned(trial: Trial, questions: Questions) -> frozenset[str]:
    """Return the ids of the queries that mirror a picture or turn it by a quarter."""
    names = {each.name for each in trial.transformations if each.is_turned}
    return frozenset(each.id for each in questions.queries if names.intersection(each.categories))


def _near_duplicates(
    trial: Trial, data: DataSet, ids: Mapping[str, str], settings: Settings, seed: int
) -> Questions:
    """Ask by each transformation of each image; its original, and that alone, is relevant."""
    limits = Limits.from_settings(settings)
    originals = {
        query.id: (query, ids[image.uri])
        for query, image in zip(from_labelled(data.asking()), data.asking(), strict=True)
        if image.uri in ids
    }
    queries: list[EvalQuery] = []
    of: dict[str, str] = {}
    for how in trial.transformations:
        for query, document in originals.values():
            made = _query(query, how, limits, seed)
            queries.append(made)
            of[made.id] = document
    _check_any(queries, data)
    judgements = Judgements({each: {each: 1} for each in of.values()}, of)
    return Questions(queries, judgements, "near-duplicates", "duplicate")


def _query(original: EvalQuery, how: Transformation, limits: Limits, seed: int) -> EvalQuery:
    def read(limit: int) -> bytes:
        data = original.read(limit) if original.read else b""
        return transformed(data, original.name, how, limits, seed)

    return EvalQuery(
        id=f"{original.id}#{how.name.replace(' ', '-')}",
        name=f"{original.name}: {how.name}",
        categories=(how.name,),
        read=read,
        version=f"{original.version} {how} {seed}",
    )


def _check_any(queries: list[EvalQuery], data: DataSet) -> None:
    if not queries:
        raise SourceRefused(source=data.index.uri, reason=_(_NOTHING))
