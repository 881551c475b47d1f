"""Words as the sum of what each of their tokens means: a tokenizer and a table, no network."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookalike.core.errors import EncoderUnavailable
from lookalike.core.texts import N_, _
from lookalike.core.vectors import Rows, unit_rows
from lookalike.encoders.arrays import arrays_of, not_opened
from lookalike.encoders.bundle import Bundle

TOKENIZER, TABLE = "tokenizer.json", "tokens.npz"
LONGEST = 512
"""Tokens of a text that count; what follows them is left out."""

_WRONG_TABLE = N_("{file} holds no table of whole numbers, {dims} wide, with a scale for each row")
_TOO_MANY = N_("{file} knows {count} tokens, and {table} has rows for {rows}")


class TokenTable:
    """A row of eight-bit numbers and a scale for each token; a text is their sum, at length one.

    Arora, Liang, Ma, A Simple but Tough-to-Beat Baseline for Sentence Embeddings, ICLR 2017; the
    weights of the tokens are in their scales. Safe in several threads.
    """

    def __init__(self, bundle: Bundle, dims: int) -> None:
        """Read both files of a bundle; EncoderUnavailable where they do not fit together."""
        self._bundle, self._dims = bundle, dims
        self._table, self._scales = self._opened()
        self._tokenizer = self._tokens_of()

    def encode(self, texts: Sequence[str]) -> Rows:
        """Return unit rows (n, dims) float32; of a text without a token, the mean of all tokens."""
        found = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        sums = [self._sum(np.array(each.ids[:LONGEST], np.int64)) for each in found]
        rows = unit_rows(np.stack(sums)) if sums else np.empty((0, self._dims), np.float32)
        empty = ~rows.any(1)
        if empty.any():
            rows[empty] = self._mean
        return rows

    @cached_property
    def _mean(self) -> Rows:
        row: Rows = unit_rows(self._sum(np.arange(len(self._table)))[None])[0]
        return row

    def _sum(self, tokens: NDArray[np.int64]) -> Rows:
        rows: Rows = self._scales[tokens] @ self._table[tokens].astype(np.float32)
        return rows

    def _refused(self, text: str, **params: object) -> EncoderUnavailable:
        return EncoderUnavailable(encoder=self._bundle.card.id, reason=_(text).format(**params))

    def _opened(self) -> tuple[NDArray[np.int8], Rows]:
        found = arrays_of(self._bundle, TABLE, "table", "scales")
        table, scales = found["table"], found["scales"]
        right = (np.dtype(np.int8), np.dtype(np.float32), (len(scales), self._dims), 1)
        if (table.dtype, scales.dtype, table.shape, scales.ndim) != right or not len(scales):
            raise self._refused(_WRONG_TABLE, file=TABLE, dims=self._dims)
        return table, scales

    def _tokens_of(self) -> Any:
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_str(self._bundle.read(TOKENIZER).decode())
        except Exception as error:
            raise not_opened(self._bundle, TOKENIZER, error) from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        count, rows = tokenizer.get_vocab_size(), len(self._table)
        if count > rows:
            raise self._refused(_TOO_MANY, file=TOKENIZER, count=count, table=TABLE, rows=rows)
        return tokenizer
