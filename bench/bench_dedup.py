"""Deduplication measured: quality on generated copies, stories of 300 copies, speed and size beside other engines.

  python bench/bench_dedup.py                                         all three, small
  python bench/bench_dedup.py quality [--seeds 1,2] [--docs 4000]     pairs, recall by edit, false links by kind of negative
  python bench/bench_dedup.py big [--stories 10] [--copies 300]       stories of many copies among single articles
  python bench/bench_dedup.py speed [--docs 5000]                     articles a second, bytes an article, reload

The generator lies in ../shared/tools/dedup; rensa and datasketch are measured in the same run where they are installed
(pip install rensa datasketch, into an environment of their own: they are no dependencies of this project).
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pipelines.deduplicate import Deduplicator, Document, kernels  # noqa: E402
from pipelines.deduplicate.engine import Engine  # noqa: E402
from pipelines.deduplicate.evidence import prepare  # noqa: E402
from pipelines.deduplicate.final import final_decisions  # noqa: E402
from pipelines.deduplicate.fold import fold  # noqa: E402
from pipelines.deduplicate.store import DocumentStore  # noqa: E402

SHARED = ROOT.parent / "shared"
Row = dict[str, Any]


def generator() -> ModuleType:
    """The generator of labelled copies, as a module."""
    spec = importlib.util.spec_from_file_location(
        "make_copies", SHARED / "tools" / "dedup" / "make_copies.py"
    )
    if spec is None or spec.loader is None or not SHARED.is_dir():
        raise SystemExit("bench_dedup: needs ../shared, which is not beside this clone")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def stories(make: ModuleType) -> list[Any]:
    """The real stories the generator makes copies of."""
    return list(make.load_real(None, None, str(SHARED / "corpus" / "articles" / "truth.jsonl")))


def document(row: Row, position: int) -> Document:
    """A generated row as a document."""
    return Document(row["id"], row["text"], position, title=row["title"], site=str(row["site"]))


def clusters_online(rows: list[Row]) -> list[str]:
    """The cluster each row was put in at the moment it arrived."""
    with Deduplicator(None) as deduplicator:
        found = []
        for position, row in enumerate(rows):
            doc = document(row, position)
            decision = deduplicator.decide(doc)
            deduplicator.admit(doc, decision)
            found.append(decision.cluster)
        return found


def clusters_final(rows: list[Row]) -> list[str]:
    """The final cluster of each row."""
    store = DocumentStore(None)
    for position, row in enumerate(rows):
        store.add(document(row, position), 0, None, False, None, None)
    return [decision.cluster for _, decision in final_decisions(store, None)]


def pair_scores(rows: list[Row], found: list[str]) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs; round-ups, which belong to two stories, are left out."""
    kept = [
        (row["cluster"], cluster) for row, cluster in zip(rows, found, strict=True) if row["role"] != "join"
    ]
    both = sum(n * (n - 1) // 2 for n in Counter(kept).values())
    said = sum(n * (n - 1) // 2 for n in Counter(cluster for _, cluster in kept).values())
    true = sum(n * (n - 1) // 2 for n in Counter(story for story, _ in kept).values())
    precision, recall = both / max(said, 1), both / max(true, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def by_kind(rows: list[Row], found: list[str]) -> dict[str, str]:
    """Share of each kind of edit that ended with its original, and of each kind of negative that was merged."""
    at = {row["id"]: cluster for row, cluster in zip(rows, found, strict=True)}
    size = Counter(cluster for row, cluster in zip(rows, found, strict=True) if row["role"] != "join")
    shares: dict[str, list[bool]] = defaultdict(list)
    for row, cluster in zip(rows, found, strict=True):
        if row["role"] == "copy" and row["base"] in at:
            kind = "chain" if row["kind"].startswith("chain") else f"{row['kind']}@{row['strength']}"
            shares[kind].append(cluster == at[row["base"]])
        elif row["role"] in ("followup", "template", "single"):
            shares[f"false {row['role']}"].append(size[cluster] > 1)
        elif row["role"] == "join":
            shares["round-up apart"].append(size[cluster] == 0)
    return {kind: f"{sum(hits) / len(hits):.3f} of {len(hits)}" for kind, hits in sorted(shares.items())}


def quality(seeds: list[int], docs: int) -> None:
    """Print the scores of both ways of deciding for each seed."""
    make = generator()
    real = stories(make)
    for seed in seeds:
        rows = list(make.corpus(real, "quality", docs, seed))
        for name, decide in (("final", clusters_final), ("online", clusters_online)):
            start = time.process_time()
            found = decide(rows)
            spent = time.process_time() - start
            print(
                f"seed {seed} {name:6} {len(rows)} documents, {1e3 * spent / len(rows):.2f} ms each: {_scores(rows, found)}"
            )
            for kind, share in by_kind(rows, found).items():
                print(f"    {kind:18} {share}")


def _scores(rows: list[Row], found: list[str]) -> str:
    return "P {:.4f}  R {:.4f}  F1 {:.4f}".format(*pair_scores(rows, found))


def big(count: int, copies: int, singles: int, seed: int) -> None:
    """Print the scores on stories of many copies."""
    make = generator()
    rows = list(_big_rows(make, stories(make), count, copies, singles, seed))
    for name, decide in (("final", clusters_final), ("online", clusters_online)):
        print(
            f"{count} stories of {copies} copies, {singles} singles, {name:6}: {_scores(rows, decide(rows))}"
        )


def _big_rows(
    make: ModuleType, real: list[Any], count: int, copies: int, singles: int, seed: int
) -> list[Row]:
    r, fresh = random.Random(seed), make.Fresh(real, seed + 1)
    words: dict[str, list[str]] = {
        "en": " ".join(p for lang, _, ps in real if lang == "en" for p in ps).split()
    }
    edits, sites = make.Edits(words, fresh, real), make.Sites(400, fresh)
    rows = []
    for story in range(count + singles):
        paragraphs = fresh.article()
        for turn in range(copies + 1 if story < count else 1):
            kind, strength = r.choice(make.FLAT) if turn else ("verbatim", 0)
            text = getattr(edits, kind)(list(paragraphs), "en", r, strength) or list(paragraphs)
            site, number = r.randrange(400), f"{story}-{turn}"
            told = "\n".join(sites.add(site, make.decorate(text, r, []), r))
            rows.append(
                {
                    "id": number,
                    "title": fresh.title(),
                    "text": told,
                    "cluster": str(story),
                    "site": site,
                    "role": "copy",
                }
            )
    r.shuffle(rows)
    return rows


def speed(docs: int) -> None:
    """Print articles a second, the parts of the time, bytes an article and the time to open the index again."""
    make = generator()
    rows = list(make.corpus(stories(make), "speed", docs, 5))
    print(
        f"{len(rows)} articles, {sum(len(row['text'].split()) for row in rows) / len(rows):.0f} words on average"
    )
    kernels.compile_all()
    _indexed(rows[:50], Engine(None))  # compiled code is loaded on first use
    with tempfile.TemporaryDirectory() as folder:
        _index(rows, Path(folder))
    for name, run in (("rensa", _rensa), ("datasketch", _datasketch)):
        rounds = [(_ours(rows), _rate(rows, run)) for _ in range(3)]
        if rounds[0][1]:
            ratio = statistics.median(ours / theirs for ours, theirs in rounds)
            best = [max(rates) for rates in zip(*rounds, strict=True)]
            print(
                f"{name}: ratio {ratio:.2f}, the median of three rounds; best rounds {best[0]:.0f} against {best[1]:.0f}"
            )
        else:
            print(f"{name}: not installed")
    _verification(rows)


def _ours(rows: list[Row]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(Path(folder))
        spent = _indexed(rows, engine)
        engine.close()
    return len(rows) / spent


def _index(rows: list[Row], folder: Path) -> None:
    engine = Engine(folder)
    spent = _indexed(rows, engine)
    table = engine.index_size
    engine.close()
    sizes = index_bytes(folder, table)
    print(f"ours: {len(rows) / spent:.0f} articles/s for fingerprints, look-up and insert")
    print(
        "    bytes an article: " + ", ".join(f"{name} {size / len(rows):.0f}" for name, size in sizes.items())
    )
    start = time.perf_counter()
    Engine(folder).close()
    print(f"    opened again in {time.perf_counter() - start:.3f} s")


def _indexed(rows: list[Row], engine: Engine) -> float:
    """Seconds of the processor to read, look up and insert."""
    start = time.process_time()
    for position, row in enumerate(rows):
        doc = replace(document(row, position), published=f"2024-05-{1 + position % 28:02}T08:00:00Z")
        engine.remember(doc, engine.read(doc), None, False, None, None)
    engine.flush()
    return time.process_time() - start


def index_bytes(folder: Path, table: int) -> dict[str, int]:
    """Bytes by use: the table of postings, what is known of each document, its compressed text."""
    with sqlite3.connect(folder / "documents.sqlite") as database:
        (texts,) = database.execute("select sum(length(body) + 8) from texts").fetchone()
    whole = (folder / "documents.sqlite").stat().st_size
    return {"table": table, "documents": whole - texts, "texts": texts}


def _rate(rows: list[Row], run: Callable[[list[Row]], None]) -> float:
    start = time.process_time()
    try:
        run(rows)
    except ModuleNotFoundError:
        return 0.0
    return len(rows) / (time.process_time() - start)


def _shingles(text: str) -> list[str]:
    words = re.findall(r"[^\W_]+", text.lower())
    return list({" ".join(words[i : i + 5]) for i in range(max(1, len(words) - 4))})


def _rensa(rows: list[Row]) -> None:
    import rensa  # type: ignore[import-not-found]

    index = rensa.RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
    sketches: dict[int, Any] = {}
    for number, row in enumerate(rows):
        sketch = rensa.RMinHash(num_perm=128, seed=42)
        sketch.update(_shingles(row["text"]))
        for other in set(index.query(sketch)):
            sketch.jaccard(sketches[other])
        index.insert(number, sketch)
        sketches[number] = sketch


def _datasketch(rows: list[Row]) -> None:
    from datasketch import MinHash, MinHashLSH  # type: ignore[import-not-found]

    index = MinHashLSH(threshold=0.5, num_perm=128)
    for number, row in enumerate(rows):
        sketch = MinHash(num_perm=128)
        sketch.update_batch([shingle.encode() for shingle in _shingles(row["text"])])
        index.query(sketch)
        index.insert(number, sketch, check_duplication=False)


def _verification(rows: list[Row]) -> None:
    """Time of one comparison, the other text prepared anew, and comparisons an article in a whole run."""
    pairs, spent = 0, 0.0

    class Watched(Engine):
        def verdict(self, mine: Any, number: int) -> Any:
            nonlocal pairs, spent
            start = time.process_time()
            result = super().verdict(mine, number)
            pairs, spent = pairs + 1, spent + time.process_time() - start
            return result

    engine = Watched(None)
    start = time.process_time()
    for position, row in enumerate(rows):
        doc = document(row, position)
        reading = engine.read(doc)
        outcome = engine.outcome(doc, reading)
        best = outcome.best
        engine.remember(doc, reading, best.cluster if best else None, outcome.joined, best, {})
    whole = time.process_time() - start
    print(
        f"verification: {1e3 * spent / max(pairs, 1):.2f} ms a pair, {pairs / len(rows):.2f} pairs an article"
    )
    print(f"all together: {len(rows) / whole:.0f} articles/s")
    start = time.process_time()
    for row in rows[:500]:
        prepare(document(row, 0), fold(row["text"]))
    print(f"a text prepared for comparison: {2 * (time.process_time() - start):.2f} ms")


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="?", choices=["quality", "big", "speed"])
    parser.add_argument("--seeds", default="1,2")
    parser.add_argument("--docs", type=int, default=4000)
    parser.add_argument("--stories", type=int, default=6)
    parser.add_argument("--copies", type=int, default=300)
    parser.add_argument("--singles", type=int, default=1000)
    return parser.parse_args()


def main() -> None:
    """Run one measurement."""
    given = arguments()
    seeds = [int(seed) for seed in given.seeds.split(",")]
    if given.what in (None, "quality"):
        quality(seeds, given.docs)
    if given.what in (None, "big"):
        big(given.stories, given.copies, given.singles, seeds[0])
    if given.what in (None, "speed"):
        speed(given.docs)


if __name__ == "__main__":
    main()
