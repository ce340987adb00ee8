from __future__ import annotations

import pytest

from pipelines.extract import extract
from pipelines.extract.charset import as_utf8

RUSSIAN = "Гавань отстроят за два года, заявил министр портов в понедельник. " * 4
GERMAN = "Der Hafen wird für die Fischer größer und schöner, sagte die Ministerin am Montag. " * 4
JAPANESE = "港は二年以内に再建されると大臣が月曜日に発表した。漁師たちは計画を歓迎した。" * 4
TABLE = [
    (RUSSIAN, "utf-8", None, None),
    (RUSSIAN, "windows-1251", "text/html; charset=windows-1251", None),
    (RUSSIAN, "windows-1251", None, "windows-1251"),
    (RUSSIAN, "windows-1251", None, None),
    (RUSSIAN, "koi8-r", None, "koi8-r"),
    (RUSSIAN, "utf-8", "text/html; charset=iso-8859-1", "windows-1251"),
    (RUSSIAN, "utf-8-sig", None, "iso-8859-1"),
    (RUSSIAN, "utf-16", None, None),
    (RUSSIAN, "utf-16-le", None, None),
    (GERMAN, "latin-1", "text/html; charset=utf-8", None),
    (GERMAN, "cp1252", "text/html; charset=iso-8859-1", None),
    (GERMAN, "latin-1", "text/html; charset=nonsense", "iso-8859-1"),
    (JAPANESE, "shift_jis", None, "Shift_JIS"),
    (JAPANESE, "euc-jp", "text/html;charset=euc-jp", None),
    (JAPANESE, "utf-8", None, "shift_jis"),
]


@pytest.mark.parametrize(("text", "charset", "header", "meta"), TABLE)
def test_no_mojibake(text: str, charset: str, header: str | None, meta: str | None) -> None:
    head = f'<meta charset="{meta}">' if meta else ""
    data = f"<html><head>{head}<title>x</title></head><body><p>{text}</p></body></html>".encode(charset)
    assert text.strip() in as_utf8(data, header)[0].decode()
    assert extract(data, content_type=header).text == text.strip()


def test_a_few_broken_bytes_do_not_change_the_set() -> None:
    data = RUSSIAN.encode()
    assert as_utf8(data[:100] + b"\xff" + data[100:] + b"\xd0", "text/html; charset=utf-8")[1] == "utf-8"


def test_utf_7_is_never_decoded() -> None:
    assert b"<script>" not in as_utf8(b"+ADw-script+AD4-", "text/html; charset=utf-7")[0]
