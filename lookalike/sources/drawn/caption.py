"""Captions, tags and file names, from what is planned."""

from lookalike.sources.drawn.pen import CUT_PAPER, INKED, PASTEL, WATERCOLOUR
from lookalike.sources.drawn.plan import Plan

_NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}
_MADE = {
    INKED: "an ink drawing of ",
    WATERCOLOUR: "a watercolour of ",
    CUT_PAPER: "a paper cut of ",
    PASTEL: "a pastel of ",
}


def caption(plan: Plan) -> str:
    """Return one English phrase for a picture."""
    subject = plan.subject
    if subject.kind == "object":
        text = _of_objects(plan)
    else:
        template = subject.says[plan.seed // 7 % len(subject.says)]
        text = template.format(
            all=_listed(_spoken(plan)),
            others=_listed(plan.names[1:]),
            a=plan.names[0] if plan.names else "",
            b=plan.names[1] if len(plan.names) > 1 else "",
            manner=plan.manner,
            light=plan.light.phrase,
        )
    text = " ".join(text.split())
    if subject.kind != "swatch" and plan.style in _MADE and plan.seed // 5 % 3 == 0:
        text = _MADE[plan.style] + text
    return text


def tags(plan: Plan) -> tuple[str, ...]:
    """Return what a picture may be filtered by: colours, style, light, place."""
    words = [*_spoken(plan), plan.style]
    if plan.subject.kind != "swatch":
        words.append(plan.light.name)
    if plan.place is not None:
        words.append(plan.place.name)
    return tuple(dict.fromkeys(words))


def stem(plan: Plan) -> str:
    """Return the name of the file without its ending: `red-apple-1000012`."""
    return "-".join((*_spoken(plan)[:2], plan.subject.category, str(plan.seed))).replace(" ", "-")


def _of_objects(plan: Plan) -> str:
    """Return `two striped blue fish swimming to the left under water`."""
    number = _NUMBERS.get(plan.count) or _article(_noun_phrase(plan))
    acts = plan.manner if plan.manner in _ACTS else ""
    if plan.subject.verb and not acts and plan.seed % 2:
        acts = f"{plan.subject.verb} to the {plan.faces}"
    where = plan.place.phrase.format(colour=plan.ground.name) if plan.place else ""
    phrase = plan.light.phrase
    if plan.place is not None and not plan.place.outdoors:
        phrase = _INDOORS.get(plan.light.name, phrase)
    return " ".join((number, _noun_phrase(plan), acts, where, phrase))


def _noun_phrase(plan: Plan) -> str:
    singular, plural = plan.subject.says
    noun = singular if plan.count == 1 else plural
    colour = " and ".join(_spoken(plan))
    words = [_size(plan), plan.manner if plan.manner in _LOOKS else ""]
    head, of, rest = noun.partition(" of ")
    if of:
        words += [head, "of", colour, rest]
    else:
        words += [
            "" if colour == singular else colour,
            plan.manner if plan.manner in _KINDS else "",
            noun,
        ]
    return " ".join(filter(None, words))


def _spoken(plan: Plan) -> tuple[str, ...]:
    """Return the colours that are spoken of, white last as people say it."""
    is_both = plan.subject.kind != "object" or plan.subject.both or plan.manner == "striped"
    names = plan.names if is_both else plan.names[:1]
    return tuple(sorted(names, key=lambda name: name in {"white", "cream"}))


def _size(plan: Plan) -> str:
    if plan.count > 1:
        return ""
    return "small" if plan.size < 0.7 else "large" if plan.size > 1.1 else ""


_LOOKS = {"striped", "spotted", "dotted", "bare"}
_KINDS = {"fir"}
_ACTS = {"sitting", "walking", "sleeping", "standing", "flying", "cut in half"}
_INDOORS = {"morning": "in soft morning light", "dusk": "in evening light"}


def _article(phrase: str) -> str:
    return "an" if phrase[0] in "aeiou" else "a"


def _listed(names: tuple[str, ...]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
