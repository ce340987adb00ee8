"""py3langid's model in a seventh of its memory: the same n-grams and weights, read from its file in small pieces."""

from __future__ import annotations

import lzma
import math
import shutil
import tempfile
import unicodedata
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROWS = 256
"""Rows of a table that are in memory at once while the model is read."""
_LONGEST_GRAM = 7
"""Bytes of the longest n-gram whose code fits into 64 bits together with its length."""


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A naive Bayes classifier over byte n-grams: `codes` (sorted) and `features` tell them, `weights` (8 bit) weigh them.

    Some 15 MB; the weights are the original's to 1/255 of their range, which changes no decision on any text tried.
    """

    labels: tuple[str, ...]
    codes: NDArray[np.uint64]
    features: NDArray[np.int32]
    weights: NDArray[np.uint8]
    low: float
    step: float
    prior: NDArray[np.float32]
    aliases: tuple[tuple[int, int], ...]
    longest: int

    def classify(self, text: str) -> tuple[str, float]:
        """The likeliest language of a text and its probability among the model's languages."""
        import numpy as np

        if text.isupper():
            text = text.lower()
        data = unicodedata.normalize("NFC", text).encode("utf-8", errors="surrogatepass")
        scores = self._scores(data) / math.sqrt(len(data) or 1)
        scores = np.exp(scores - scores.max())
        scores /= scores.sum()
        for first, other in self.aliases:
            scores[first] += scores[other]
            scores[other] = 0.0
        best = int(scores.argmax())
        return self.labels[best], float(scores[best])

    def _scores(self, data: bytes) -> NDArray[np.float32]:
        import numpy as np

        states = self._states(np.frombuffer(data, dtype=np.uint8).astype(np.uint64))
        found = self.features[states[states >= 0]]
        features, counts = np.unique(found[found >= 0], return_counts=True)
        if not len(features):
            return np.zeros(len(self.labels), dtype=np.float32)
        times = np.log1p(counts.astype(np.float32))
        weighed: NDArray[np.float32] = np.matmul(times, self.weights[features], dtype=np.float32)
        scores: NDArray[np.float32] = weighed * np.float32(self.step) + times.sum() * np.float32(self.low)
        return scores + self.prior

    def _states(self, letters: NDArray[np.uint64]) -> NDArray[np.int64]:
        """For every byte the number of the longest n-gram that ends there, -1 for none."""
        import numpy as np

        states = np.full(len(letters), -1, dtype=np.int64)
        code = np.zeros(len(letters), dtype=np.uint64)
        for length in range(1, min(self.longest, len(letters)) + 1):
            # code of the last `length` bytes; positions with fewer bytes before them are left out
            code[length - 1 :] |= letters[: len(letters) - length + 1] << np.uint64(8 * (length - 1))
            wanted = code[length - 1 :] | np.uint64(length << 56)
            at = np.searchsorted(self.codes, wanted)
            at[at == len(self.codes)] = 0
            hit = np.flatnonzero(self.codes[at] == wanted)
            states[hit + length - 1] = at[hit]
        return states


@lru_cache(maxsize=1)
def language_model(without: Collection[str] = frozenset()) -> LanguageModel:
    """The model of the installed py3langid without some of its languages; about a second, and no more memory than it keeps."""
    import numpy as np

    source = resources.files("py3langid") / "data" / "model.npz.xz"
    with tempfile.TemporaryFile(suffix=".npz") as unpacked:
        with source.open("rb") as packed, lzma.open(packed) as plain:
            shutil.copyfileobj(plain, unpacked, length=1 << 20)
        with zipfile.ZipFile(unpacked) as archive:
            classes = [str(name) for name in _whole(archive, "classes")]
            columns = [n for n, name in enumerate(classes) if name not in without]
            labels = tuple(classes[n] for n in columns)
            codes, states = _grams(archive)
            order = np.argsort(codes)
            features = _whole(archive, "out_feat").astype(np.int32)[states[order]]
            weights, low, step = _weights(archive, columns)
            prior = _whole(archive, "pc").astype(np.float32)[columns]
    first: dict[str, int] = {}
    aliases = tuple((first.setdefault(name, n), n) for n, name in enumerate(labels))
    codes = codes[order]
    longest = int(codes[-1] >> np.uint64(56))
    return LanguageModel(
        labels, codes, features, weights, low, step, prior, tuple(a for a in aliases if a[0] != a[1]), longest
    )


def _weights(archive: zipfile.ZipFile, columns: list[int]) -> tuple[NDArray[np.uint8], float, float]:
    """The table of weights for some languages, with the value of 0 and of one step."""
    import numpy as np

    low, high = math.inf, -math.inf
    for _, block in _blocks(archive, "ptc"):
        low, high = min(low, float(block[:, columns].min())), max(high, float(block[:, columns].max()))
    step = (high - low) / 255
    rows = _shape(archive, "ptc")[0]
    weights = np.empty((rows, len(columns)), dtype=np.uint8)
    for start, block in _blocks(archive, "ptc"):
        part = (block[:, columns].astype(np.float32) - low) / step
        weights[start : start + len(part)] = np.rint(part)
    return weights, low, step


def _grams(archive: zipfile.ZipFile) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The n-grams that the automaton's states stand for, as codes: length in the highest byte, then the bytes.

    A state of an Aho-Corasick automaton is first reached by its own n-gram, so they are found breadth first.
    """
    import numpy as np

    rows = _whole(archive, "nextmove_row").astype(np.int64)
    known = np.zeros(len(rows), dtype=bool)
    known[0] = True
    front, names = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.uint64)
    codes, states = [], []
    for length in range(1, _LONGEST_GRAM + 1):
        reached, named = _step(archive, rows, known, front, names)
        if not len(reached):
            break
        known[reached] = True
        codes.append(named | np.uint64(length << 56))
        states.append(reached)
        front, names = reached, named
    return np.concatenate(codes), np.concatenate(states)


def _step(
    archive: zipfile.ZipFile,
    rows: NDArray[np.int64],
    known: NDArray[np.bool_],
    front: NDArray[np.int64],
    names: NDArray[np.uint64],
) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """The states that are first reached from those of the front, with the bytes that lead there."""
    import numpy as np

    reached, named = [front[:0]], [names[:0]]
    of_row = np.argsort(rows[front], kind="stable")
    sorted_rows = rows[front][of_row]
    for start, block in _blocks(archive, "nextmove", 256):
        low, high = np.searchsorted(sorted_rows, (start, start + len(block)))
        here = of_row[low:high]
        for part in np.array_split(here, len(here) // _ROWS + 1):
            moves = block[rows[front[part]] - start]
            which, byte = np.nonzero(~known[moves])
            reached.append(moves[which, byte].astype(np.int64))
            named.append((names[part[which]] << np.uint64(8)) | byte.astype(np.uint64))
    return np.concatenate(reached), np.concatenate(named)


def _blocks(archive: zipfile.ZipFile, name: str, width: int = 0) -> Iterator[tuple[int, NDArray[Any]]]:
    """(number of the first row, rows) of a table, a few at a time; a flat one is read in rows of `width`."""
    import numpy as np

    with archive.open(f"{name}.npy") as file:
        shape, dtype = _header(file)
        width = width or shape[1]
        left, start = math.prod(shape), 0
        while left > 0:
            count = min(left, _ROWS * width)
            yield start, np.frombuffer(file.read(count * dtype.itemsize), dtype=dtype).reshape(-1, width)
            left -= count
            start += count // width


def _whole(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    import numpy as np

    with archive.open(f"{name}.npy") as file:
        found: NDArray[Any] = np.lib.format.read_array(file, allow_pickle=False)
    return found


def _shape(archive: zipfile.ZipFile, name: str) -> tuple[int, ...]:
    with archive.open(f"{name}.npy") as file:
        return _header(file)[0]


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any]]:
    import numpy as np

    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, dtype = read(file)
    return shape, dtype
