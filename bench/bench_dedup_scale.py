"""The index of deduplication at size: articles a second, memory and disk for each 100,000 articles, time to open it again.

  python bench/bench_dedup_scale.py [--docs 1000000] [--folder DIR]

The articles are invented: about 500 words each, drawn by the word frequencies of real news, with names and numbers of an
open vocabulary, stock phrases, 5,000 sites with lines of their own; one in seven is a copy of one of the last 20,000. Only
fingerprints, look-up and insertion are timed (time of the processor, writing to disk included); the same 2,000 texts are read
at each step, so that a busy machine can be told from an index that grows slow.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.bench_dedup import generator, index_bytes, stories  # noqa: E402
from pipelines.deduplicate import Document, kernels  # noqa: E402
from pipelines.deduplicate.engine import Engine  # noqa: E402
from pipelines.deduplicate.fingerprint import fingerprints  # noqa: E402
from pipelines.deduplicate.fold import fold  # noqa: E402

SITES, KEPT, COPIES = 5_000, 20_000, 1 / 7
OPEN = """
import sys, time
from pathlib import Path
from pipelines.deduplicate.engine import Engine
start = time.perf_counter()
engine = Engine(Path(sys.argv[1]))
print(f"{engine.store.count} articles opened in {time.perf_counter() - start:.3f} s")
engine.close()
"""


class Newsroom:
    """Invented articles without end: (text, site, number of the article it is a copy of)."""

    def __init__(self, seed: int) -> None:
        make = generator()
        fresh = make.Fresh(stories(make), seed)
        self._words, self._stock, self._parts = list(fresh.w), make.STOCK, make.SYL
        self._share = np.array(fresh.cum, float) / fresh.cum[-1]
        self._sites = make.Sites(SITES, fresh)
        self._random, self._numbers = random.Random(seed), np.random.default_rng(seed)

    def articles(self) -> Iterator[tuple[str, int, int | None]]:
        """Yield articles."""
        kept: deque[tuple[int, list[str]]] = deque(maxlen=KEPT)
        number = 0
        while True:
            original = None
            if kept and self._random.random() < COPIES:
                original, paragraphs = self._random.choice(kept)
                paragraphs = [
                    "LIMA, May 3 (AFP) - " + paragraphs[0],
                    *paragraphs[1 : self._random.randint(2, 40)],
                ]
            else:
                paragraphs = self._paragraphs()
                kept.append((number, paragraphs))
            site = min(int(self._random.paretovariate(0.7)) - 1, 10**9) % SITES
            yield "\n".join(self._sites.add(site, paragraphs, self._random)), site, original
            number += 1

    def _paragraphs(self) -> list[str]:
        count = max(60, min(3000, int(self._random.lognormvariate(6.05, 0.55))))
        places = np.searchsorted(self._share, self._numbers.random(count))
        words = [self._words[place] for place in places.tolist()]
        for at in range(0, count - 23, 23):
            words[at + self._random.randrange(23)] = self._rare()
        paragraphs, at = [], 0
        while at < count:
            sentences = []
            for _ in range(self._random.choice((1, 1, 2, 2, 3))):
                end = at + max(6, int(self._random.gauss(22, 7)))
                stock = " " + self._random.choice(self._stock) if self._random.random() < 0.22 else ""
                sentences.append(" ".join(words[at:end]).capitalize() + stock + ".")
                at = end
            paragraphs.append(" ".join(sentences))
        return paragraphs

    def _rare(self) -> str:
        if self._random.random() < 0.4:
            return str(self._random.randint(2, 99_999))
        return "".join(self._random.choices(self._parts, k=3)).title()


def measure(docs: int, step: int, folder: Path, seed: int) -> None:
    """Fill an index and print what each step cost."""
    kernels.compile_all()
    articles = Newsroom(seed).articles()
    engine = Engine(folder)
    sample: list[str] = []
    spent, words, first = 0.0, 0, 0.0
    for number in range(docs):
        text, site, original = next(articles)
        if len(sample) < 2000:
            sample.append(text)
        doc = Document(f"urn:article:{number}", text, number, title=text[:60], site=f"site-{site}.example")
        start = time.process_time()
        reading = engine.read(doc)
        engine.remember(doc, reading, original, False, None, None)
        if number % 1000 == 999:
            engine.flush()
        spent += time.process_time() - start
        words += len(reading.folded.words)
        if number % step == step - 1 or number == docs - 1:
            done = number % step + 1
            first = first or done / spent
            print(
                f"{number + 1:>8} articles, {words // done} words: {done / spent:.0f} articles/s"
                f" ({done / spent / first:.2f} of the first), reading 2,000 texts {_reading(sample):.0f} us each,"
                f" {_memory()} MB in memory, table {engine.index_size / (number + 1):.0f} bytes an article",
                flush=True,
            )
            spent, words = 0.0, 0
    table, start = engine.index_size, time.perf_counter()
    engine.close()
    print(f"closed in {time.perf_counter() - start:.2f} s")
    for name, size in index_bytes(folder, table).items():
        print(f"    {name}: {size / docs:.0f} bytes an article")


def _reading(texts: list[str]) -> float:
    """Microseconds to fold and fingerprint one of some texts."""
    start = time.process_time()
    for text in texts:
        fingerprints(fold(text))
    return 1e6 * (time.process_time() - start) / max(len(texts), 1)


def _memory() -> int:
    """Megabytes in memory, pages of mapped files apart."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) >> 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--docs", type=int, default=1_000_000)
    parser.add_argument("--step", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="keep the index here (default: a temporary folder)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder or Path(scratch)
        measure(given.docs, given.step, folder, given.seed)
        for _ in range(2):
            subprocess.run([sys.executable, "-c", OPEN, str(folder)], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
