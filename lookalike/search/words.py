"""One tokeniser for both engines: what people type and what files are called meet here."""

import re
import unicodedata

from lookalike.core.document import Document

MAX_QUERY_TOKENS = 32
MAX_TOKEN = 64

_BORDERS = re.compile(r"(?<=\D)(?=\d)|(?<=\d)(?=\D)")
_FIRST_INDIC = "\u0900"  # before: scripts whose marks are accents, vocalisation or points
_CJK = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+"
)


def tokenise(text: str) -> list[str]:
    """Return the tokens of `text`, in order.

    NFKC, accents off, split at non-alphanumerics and at camelCase and letter-digit borders,
    casefolded; runs of CJK become bigrams (a single sign stays itself). Marks that are part of the
    spelling (vowel signs of Devanagari and Thai, the voicing of kana) stay with their letter.
    """
    plain = without_accents(unicodedata.normalize("NFKC", text))
    tokens: list[str] = []
    for run in "".join(sign if _is_word_sign(sign) else " " for sign in plain).split():
        for part in _split_camel(run):
            tokens += _split_cjk(part)
    return [token[:MAX_TOKEN] for token in tokens if token]


def query_tokens(text: str) -> list[str]:
    """Return the distinct tokens of a query, at most 32 of them."""
    return list(dict.fromkeys(tokenise(text)))[:MAX_QUERY_TOKENS]


def document_words(document: Document) -> str:
    """Return all tokens of a document's names, folders, categories, tags and captions, by spaces."""
    texts = [
        *document.filenames,
        *document.folders,
        *document.category,
        *document.tags,
        *document.captions,
    ]
    return " ".join(token for text in texts for token in tokenise(text))


def without_accents(text: str) -> str:
    """Return `text` without marks that are accents; those that are spelling stay with their letter."""
    if text.isascii():
        return text
    kept: list[str] = []
    base = ""
    for sign in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(sign):
            base = sign
        elif base < _FIRST_INDIC:
            continue
        kept.append(sign)
    return unicodedata.normalize("NFC", "".join(kept))


def _is_word_sign(sign: str) -> bool:
    return sign.isalnum() or (not sign.isascii() and unicodedata.category(sign)[0] == "M")


def _split_camel(run: str) -> list[str]:
    pieces: list[str] = []
    for part in _BORDERS.split(run):
        start = 0
        for i in range(1, len(part)):
            lower_upper = part[i - 1].islower() and part[i].isupper()
            acronym_end = part[i].islower() and part[i - 1].isupper() and i - 1 > start
            if lower_upper or acronym_end:
                cut = i if lower_upper else i - 1
                if cut > start:
                    pieces.append(part[start:cut])
                    start = cut
        pieces.append(part[start:])
    return pieces


def _split_cjk(part: str) -> list[str]:
    tokens: list[str] = []
    end = 0
    for match in _CJK.finditer(part):
        tokens.append(part[end : match.start()].casefold())
        signs, end = match.group(), match.end()
        tokens += [signs[i : i + 2] for i in range(len(signs) - 1)] or [signs]
    tokens.append(part[end:].casefold())
    return [token for token in tokens if token]
