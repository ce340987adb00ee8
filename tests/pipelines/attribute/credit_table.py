"""The table of 180 credit forms in ../shared, read where it lies: what each row should give, and how much of it is given."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.attribute import Evidence, attribute
from pipelines.attribute.photo import parse_caption

LEAD = "The council of the old harbour town has chosen a new mayor, officials said on Saturday after a long count."
BODY = (
    LEAD,
    "Some 4,000 people had voted in the first round.",
    "The new mayor takes office at the end of the month.",
)
DAY = "2024-07-31"

CREDITS = {
    "c001": "afp:origin", "c002": "afp:origin", "c003": "reuters:origin", "c004": "reuters:origin",
    "c005": "ians:origin", "c006": "bbc:origin", "c007": "ap:origin", "c008": "", "c009": "unnamed:origin",
    "c010": "unnamed:origin", "c011": "aa:origin", "c012": "", "c013": "afp:origin", "c014": "afp:origin",
    "c015": "reuters:origin", "c016": "reuters:origin", "c017": "reuters:origin", "c018": "", "c019": "ap:origin",
    "c020": "", "c021": "", "c022": "", "c023": "tass:origin", "c024": "tass:origin", "c025": "",
    "c026": "sputnik:origin", "c027": "sputnik:origin", "c028": "sputnik:origin urdupoint:via",
    "c029": "sputnik:origin", "c030": "mehr:origin", "c031": "mehr:origin", "c032": "irna:origin",
    "c033": "irna:origin", "c034": "irna:origin", "c035": "irna:origin", "c036": "", "c037": "irna:origin",
    "c038": "tasnim:origin", "c039": "tasnim:origin", "c040": "tasnim:origin", "c041": "fars:origin",
    "c042": "fars:origin", "c043": "iranpress:origin", "c044": "yjc:origin", "c045": "wana:origin", "c046": "",
    "c047": "xinhua:origin", "c048": "jiji:origin", "c049": "jiji:origin", "c050": "petra:origin",
    "c051": "ians:origin", "c052": "", "c053": "", "c054": "", "c055": "", "c056": "", "c057": "", "c058": "",
    "c059": "", "c060": "belta:origin", "c061": "belta:origin", "c062": "trend:origin", "c063": "trend:origin",
    "c064": "armenpress:origin", "c065": "shafaq:origin", "c066": "aa:origin", "c067": "", "c068": "", "c069": "",
    "c070": "unn:origin", "c071": "tca:origin", "c072": "alittihad:origin", "c073": "asharq:origin",
    "c074": "rt:source", "c075": "alalam:source", "c076": "irna:source", "c077": "mehr:source", "c078": "xinhua:source",
    "c079": "xinhua:origin", "c080": "yonhap:source", "c081": "bbc:source", "c082": "guardian:source unnamed:source",
    "c083": "guardian:source", "c084": "trt:source unnamed:source", "c085": "afp:source", "c086": "reuters:source",
    "c087": "ap:source", "c088": "ani:source", "c089": "bbc:source", "c090": "unnamed:source", "c091": "unnamed:source",
    "c092": "", "c093": "", "c094": "afp:source", "c095": "tass:source dpa:source", "c096": "dpa:source",
    "c097": "dapd:source", "c098": "tass:source", "c099": "ansa:source", "c100": "", "c101": "rfi:source",
    "c102": "france24:source", "c103": "sputnik:source", "c104": "unnamed:source", "c105": "sadaelbalad:source",
    "c106": "?:source hamshahri:via", "c107": "cctv:source", "c108": "cankaoxiaoxi:source", "c109": "jrj:source",
    "c110": "kp:source", "c111": "toi:origin", "c112": "dw:origin", "c113": "tass:source", "c114": "interfax:source",
    "c115": "interfax:source", "c116": "ria:source", "c117": "", "c118": "?:source unn:source", "c119": "unian:source",
    "c120": "unian:source", "c121": "arabnews:source azernews:via", "c122": "caliber:source", "c123": "belta:source",
    "c124": "", "c125": "rt:source mehr:via", "c126": "mehr:source", "c127": "mehr:source", "c128": "",
    "c129": "abna:source", "c130": "irna:source", "c131": "afp:origin", "c132": "xinhua:source",
    "c133": "guardian:source", "c134": "gulftimes:origin menafn:origin", "c144": "irna:source", "c145": "", "c146": "",
    "c147": "", "c148": "", "c149": "", "c150": "pti:origin", "c151": "ap:origin", "c152": "ap:origin", "c153": "",
    "c154": "cnn:origin", "c160": "", "c161": "unnamed:source", "c162": "unnamed:source", "c163": "unnamed:source",
    "c164": "unnamed:source", "c165": "", "c166": "reuters:source", "c167": "efe:origin", "c168": "yonhap:origin",
    "c169": "xinhua:origin", "c170": "tt:origin afp:origin thelocal:origin", "c171": "france24:source afp:source",
    "c172": "reuters:source afp:source", "c173": "pti:source", "c174": "unnamed:source", "c175": "pti:source",
    "c176": "afp:source", "c177": "reuters:source ?:source", "c178": "aa:origin", "c179": "lusa:origin",
    "c180": "pap:source",
}  # fmt: skip
"""What each row gives on a carrier of no relation to it: ids with roles, "unnamed" for agencies without a name, ? for an
outlet the registry does not know or a short name that several share (CNA). Rows 155
to 159 name metadata that attribution is not handed or that names the page itself."""

PHOTOS = {
    "c135": ["EPA TASS"], "c136": ["Sputnik AFP"], "c137": ["Getty Images"], "c138": ["AFP"], "c139": ["AP", "AP"],
    "c140": ["WANA Reuters", "WANA"], "c141": ["dpa"], "c142": ["AFP Yonhap", "Reuters News1", "AP Newsis"], "c143": ["Yonhap"],
}  # fmt: skip
"""Agencies of each alternative in the caption rows."""

_NOTE = re.compile(
    r"\s{2,}\((?:alone|last line|above|dateline|crosshead)[^()]*\)$"
    r"|\s\((?:initials|desk codes)\)$|\s\+ (?:URL|initials|date).*$"
)
_HEAD_ROWS = {"c079", "c081", "c110", "c111", "c112"}


@dataclass(slots=True)
class Score:
    """Credits expected, given and right over the table, and the rows that went wrong."""

    expected: int = 0
    given: int = 0
    right: int = 0
    rows: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of the given that is right."""
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """Share of the expected that is given."""
        return self.right / self.expected if self.expected else 1.0

    def count(self, row: str, expected: list[str], given: list[str]) -> None:
        """Enter one row."""
        right = sum(1 for each in given if each in expected)
        self.rows += 1
        self.expected += len(expected)
        self.given += len(given)
        self.right += right
        if sorted(expected) != sorted(given):
            self.wrong.append(f"{row}: expected {expected}, given {given}")


def read_table(path: Path) -> list[dict[str, str]]:
    """Give the rows of credit_forms.tsv."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def score_credits(path: Path) -> Score:
    """Run attribution over every row that stands for a story credit."""
    score = Score()
    for row in read_table(path):
        if row["id"] in CREDITS:
            given = attribute(evidence_of(row))
            ids = [
                f"{credit.id or ('unnamed' if credit.kind == 'unnamed' else '?')}:{credit.role}"
                for credit in given.credits
            ]
            score.count(row["id"], CREDITS[row["id"]].split(), ids)
    return score


def score_photos(path: Path) -> Score:
    """Run the caption parser over every caption row."""
    score = Score()
    for row in read_table(path):
        for number, (text, agencies) in enumerate(
            zip(_captions(row["form"]), PHOTOS.get(row["id"], []), strict=False)
        ):
            _caption, credit = parse_caption(text)
            given = " ".join(credit.agencies) if credit else ""
            score.count(f"{row['id']}.{number}", [agencies], [given] if given else [])
    return score


def _captions(form: str) -> Iterator[str]:
    for part in form.split(" ; "):
        yield (
            f"The mayor waves to the crowd. {part.strip()}"
            if not part.startswith(("Photo", "[테"))
            else part.strip()
        )


def evidence_of(row: dict[str, str]) -> Evidence:
    """Give a page of an outlet of no relation that carries the form in its place."""
    form = _NOTE.sub("", row["form"])
    place = _PLACES.get(row["position"], _tail)
    if row["id"] in _HEAD_ROWS:
        return Evidence(BODY, head_lines=[form], language=row["lang"], published=DAY)
    return _SPECIAL.get(row["id"], place)(form, row["lang"])


def _byline(form: str, language: str) -> Evidence:
    return Evidence(BODY, byline=form, language=language, published=DAY)


def _dateline(form: str, language: str) -> Evidence:
    form = form.split(" under a line")[0].split("; next paragraph")[0]
    glued = form if form.endswith(" ") or form.endswith("Text") else form + " "
    return Evidence((glued + LEAD, *BODY[1:]), language=language, published=DAY)


def _tail(form: str, language: str) -> Evidence:
    if form.startswith("... "):
        return Evidence((*BODY, "The mayor said nothing" + form[3:]), language=language, published=DAY)
    form = form.replace("link : URL", "link : https://www.theguardian.com/world/1")
    lines = form.split(" / ") if form.startswith(("Source link", "منبع")) else [form.split(" ; ")[0]]
    return Evidence(BODY, tail_lines=lines, language=language, published=DAY)


def _inline(form: str, language: str) -> Evidence:
    openers = ("به گزارش", "وأفادت", "مہر", "Kwa", "据", "สำนัก", "Wie", "(MENAFN")
    form = (
        form.replace("видання X", "видання «Вісті Гавані»")
        .replace("Lo riporta X", "Lo riporta The Guardian")
        .split(' + "')[0]
    )
    text = f"{form} {LEAD}" if form.startswith(openers) else f"{LEAD.rstrip('.')}, {form}."
    return Evidence((text, *BODY[1:]), language=language, published=DAY)


def _meta(form: str, language: str) -> Evidence:
    quoted = re.findall(r'"(?:author|name)": ?\[?"([^"@]+)"', form)
    return Evidence(BODY, author_orgs=quoted, language="en", published=DAY)


def _card(form: str, language: str) -> Evidence:
    return Evidence((*BODY[:2], form, LEAD, LEAD, LEAD, BODY[2]), language=language, published=DAY)


def _beside(form: str, language: str) -> Evidence:
    return Evidence(
        ("ISTANBUL (AA) - " + LEAD, *BODY[1:]), byline="By Ada Sample", language=language, published=DAY
    )


def _head(form: str, language: str) -> Evidence:
    return Evidence(BODY, head_lines=[form], language=language, published=DAY)


def _said_later(form: str, language: str) -> Evidence:
    return Evidence(
        (*BODY, "Die Lage ist ruhig, meldet die Nachrichtenagentur dpa.", BODY[1], BODY[2], BODY[0]),
        language=language,
    )


def _quoted(form: str, language: str) -> Evidence:
    text = (
        f"«Всё хорошо {form[1:]}, сказал мэр. {LEAD}"
        if "ИФ" in form
        else f"«Всё хорошо», сказал мэр {form}. {LEAD}"
    )
    return Evidence((text, *BODY[1:]), language=language, published=DAY)


def _author_page(form: str, language: str) -> Evidence:
    return Evidence(BODY, author_orgs=["Associated Press"], language="en")


def _own(form: str, language: str) -> Evidence:
    return Evidence(
        BODY,
        author_orgs=["Euronews"],
        carrier_names=["Euronews"],
        carrier_domains=["euronews.com"],
        language="en",
    )


def _canonical(form: str, language: str) -> Evidence:
    return Evidence(
        BODY,
        url="https://www.msn.com/en-us/a-1",
        canonical_url="https://www.cnn.com/a/1",
        carrier_domains=["msn.com"],
    )


_PLACES = {
    "byline": _byline,
    "dateline": _dateline,
    "source-line": _tail,
    "tail": _tail,
    "inline": _inline,
    "id": _tail,
    "meta": _meta,
}
_SPECIAL = {
    "c008": _card, "c011": _beside, "c070": _head, "c115": _quoted, "c117": _quoted, "c152": _author_page,
    "c153": _own, "c154": _canonical, "c165": _said_later, "c072": _head,
}  # fmt: skip
