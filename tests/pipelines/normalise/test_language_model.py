from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.normalise.language_model import LanguageModel, language_model

SAMPLES = (Path(__file__).parent / "short_texts.txt").read_text(encoding="utf-8").splitlines()
"""`language|text`: one sentence each."""


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    return language_model(frozenset({"zxx"}))


def test_it_decides_as_the_original(model: LanguageModel) -> None:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    original = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    original.set_languages(sorted(set(original.labels) - {"zxx"}))
    assert len({line.partition("|")[0] for line in SAMPLES}) > 40
    for line in SAMPLES:
        for text in (line.partition("|")[2], line.partition("|")[2][:40], line.partition("|")[2].upper()):
            (label, sure), (found, probability) = original.classify(text), model.classify(text)
            assert found == label or abs(sure - probability) < 0.01
            assert probability == pytest.approx(sure, abs=0.02)


def test_short_texts(model: LanguageModel) -> None:
    same = {"nb": "no", "nn": "no", "sdh": "ckb", "tl": "fil", "hr": "sr", "bs": "sr"}
    wrong = []
    for line in SAMPLES:
        language, _, text = line.partition("|")
        found = model.classify(text)[0]
        if same.get(found, found) != same.get(language, language):
            wrong.append((language, found))
    assert len(wrong) <= 1, wrong


@settings(max_examples=50)
@given(st.text(max_size=80))
def test_any_text_has_a_language_and_a_probability(text: str) -> None:
    found, probability = language_model(frozenset({"zxx"})).classify(text)
    assert found.isalpha()
    assert 0 < probability < 1.001


MEMORY = """
import lxml.html
from pathlib import Path

def size():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

before = size()
from pipelines.extract import extract
story = (
    "Baraza la mji limeamua kujenga upya daraja la zamani mwaka ujao, alisema meya.",
    "Kazi hiyo itachukua miezi kumi na minane na kugharimu zaidi ya milioni kumi na mbili.",
    "Wavuvi walikaribisha mpango huo lakini waliomba tarehe kwa sababu msimu unakaribia.",
)
found = extract(("<h1>Daraja</h1>" + "".join(f"<p>{line}</p>" for line in story)).encode())
print(found.language, (size() - before) // 1_000_000)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the size of a process is read from /proc")
def test_extraction_with_the_model_takes_less_than_60_megabytes() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEMORY],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=Path(__file__).parents[3],
    )
    language, megabytes = done.stdout.split()
    assert language == "sw"
    assert int(megabytes) < 60
