from __future__ import annotations
import re
from dataclasses import dataclass, field
from datetime import datetime, UTC
from pipelines.items import PhotoCredit

try:
    from pipelines.normalise.dates import parse_date
except ImportError:

    @dataclass
    class Moment:
        iso: str
        zone: str = "none"
        utc: str | None = None
        precision: str = "minute"

    def parse_date(raw, *, language=None, zone=None, captured=None):
        m = re.search(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?\s?(?:Z|[+-]\d\d:?\d\d)?)?", raw)
        if not m:
            return None
        t = m[0].replace(" ", "T", 1).replace(" ", "")
        try:
            d = datetime.fromisoformat(t)
        except ValueError:
            return None
        if len(t) == 10:
            return Moment(t, "none", None, "day")
        return Moment(
            d.isoformat(), "page" if d.tzinfo else "none", d.astimezone(UTC).isoformat() if d.tzinfo else None
        )


try:
    from pipelines.normalise.authors import split_byline, sort_names
except ImportError:

    @dataclass
    class People:
        people: list = field(default_factory=list)
        orgs: list = field(default_factory=list)

    def split_byline(raw, *, language=None):
        raw = re.sub(r"^(?:by|von|par|por|di|door)\s+", "", raw.strip(), flags=re.I)
        return sort_names(
            [x.strip() for x in re.split(r"\s*(?:,|;|\band\b|\bund\b|\bet\b|\by\b|&)\s*", raw) if x.strip()]
        )

    def sort_names(names):
        p = People()
        for n in names:
            (
                p.orgs
                if re.search(r"news|desk|agenc|AFP|Reuters|redak|staff|team|press|dpa", n, re.I)
                or n.isupper()
                and len(n) < 6
                else p.people
            ).append(n)
        return p


try:
    from pipelines.attribute import is_credit_line
except ImportError:
    _S = re.compile(
        r"^(?:source|sources|quelle|quellen|via|fuente|fonte|źródło|источник|джерело|kaynak|المصدر|منبع|来源|來源|출처|agencies|photo credit)\s?[:：/]?\s*.{0,80}$",
        re.I,
    )

    def is_credit_line(line, where):
        return len(line) < 120 and _S.match(line) is not None and (":" in line or len(line) < 12)


try:
    from pipelines.attribute.photo import parse_caption
except ImportError:
    _C = re.compile(
        r"(?:\(([^()]{3,80})\)|(?:©|\(c\)|Photo:|Foto:|Bild:|Image:|Credit:|Photo credit:)\s*(.{2,80})|(?<=\.) ((?:[A-Z][\w.]+(?: [A-Z]\w+)?)(?: / [A-Z][\w ]+)+))\s*$",
        re.I,
    )

    def parse_caption(text):
        m = _C.search(text)
        if not m:
            return text, None
        raw = next(g for g in m.groups() if g)
        if m[1] and not re.search(r"[/:]|getty|afp|reuters|ap\b|epa|dpa|photo|image", raw, re.I):
            return text, None
        parts = [x.strip() for x in raw.split("/")]
        return (text[: m.start()].strip() or None), PhotoCredit(m[0].strip(), None, parts)
