"""What a measure says, in one sentence; its figures come from ir_measures alone."""

import re

from lookalike.core.texts import N_, _

_NAME = re.compile(r"(?P<family>[A-Za-z]+)(?:\([^)]*\))?(?:@(?P<cut>\d+))?\Z")

_WHOLE = {
    "AP": N_(
        "Average precision: the precision at each relevant hit, averaged over all that is relevant. "
        "1 where all of it comes first."
    ),
    "nDCG": N_(
        "What the order is worth, later hits counting less, against the best order there is."
    ),
    "RR": N_("1 divided by the rank of the first relevant hit."),
    "Rprec": N_("Share of relevant hits among as many as there are relevant documents."),
    "SetP": N_("Share of what was found that is relevant."),
    "SetR": N_("Share of what is relevant that was found."),
    "SetF": N_("Precision and recall of what was found, in one figure: their harmonic mean."),
}
_CUT = {
    "P": N_("Share of relevant hits among the first {cut}."),
    "R": N_("Share of what is relevant that is among the first {cut} hits."),
    "AP": N_(
        "Average precision over the first {cut} hits, divided by all that is relevant: where that is "
        "more than {cut}, it cannot reach 1."
    ),
    "nDCG": N_(
        "What the order of the first {cut} hits is worth, later ones counting less, against the best "
        "order there is."
    ),
    "RR": N_(
        "1 divided by the rank of the first relevant hit; 0 where none is in the first {cut}."
    ),
    "Success": N_("Share of queries with something relevant among the first {cut} hits."),
}


def meaning(measure: str) -> str:
    """Return what the measure of that name, `AP@100` say, tells; empty for one not described here."""
    found = _NAME.match(measure)
    if found is None:
        return ""
    cut = found["cut"]
    return _((_CUT if cut else _WHOLE).get(found["family"], "")).format(cut=cut)
