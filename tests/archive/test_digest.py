from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import fixity
from archive.capture import payload_digest
from archive.digest import label, labelled, matches, of_file

DATA = b"The ferry to Kettleford is late."


def test_one_form_everywhere() -> None:
    assert labelled(DATA) == payload_digest(DATA)
    assert matches(labelled(DATA), DATA) is True


@given(st.binary(min_size=32, max_size=32))
def test_the_label_is_base32_as_the_standard_library_has_it(digest: bytes) -> None:
    assert label(digest) == "sha256:" + base64.b32encode(digest).decode()


@pytest.mark.parametrize("name", ["sha1", "sha-256", "SHA256", "md5", "sha512", "blake2b"])
def test_other_algorithms_and_spellings(name: str) -> None:
    digest = hashlib.new(name.lower().replace("-", ""), DATA).digest()
    base32 = base64.b32encode(digest).decode()
    base64_ = base64.b64encode(digest).decode()
    for text in (base32, base32.rstrip("=").lower(), digest.hex(), digest.hex().upper(), base64_):
        assert matches(f"{name}:{text}", DATA) is True
        assert matches(f"{name}:{text}", DATA + b"!") is False


@pytest.mark.parametrize("value", ["", "sha256", "sha256:", "whirl:AAAA", ":AAAA"])
def test_what_cannot_be_checked_is_said(value: str) -> None:
    assert matches(value, DATA) is None


def test_the_manifest_keeps_length_and_hash(tmp_path: Path) -> None:
    path = tmp_path / "a-00000001-20260301120000.warc.gz"
    path.write_bytes(DATA)
    assert fixity.manifest(tmp_path) == {}
    assert not fixity.vouches_for(path)
    assert fixity.enter(path) == fixity.Fixity(hashlib.sha256(DATA).hexdigest(), len(DATA))
    assert fixity.vouches_for(path)
    assert of_file(path) == fixity.manifest(tmp_path)[path.name].sha256
    path.write_bytes(DATA + b"!")
    assert not fixity.vouches_for(path)
    fixity.enter_new(path)
    assert not fixity.vouches_for(path)


def test_a_torn_line_of_the_manifest_swallows_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(DATA)
    (tmp_path / fixity.MANIFEST).write_bytes(b"0" * 64 + b"  b.warc.gz  12\n" + b"1" * 30)
    fixity.enter(path)
    assert sorted(fixity.manifest(tmp_path)) == ["a.warc.gz", "b.warc.gz"]


def test_what_is_gone_or_has_another_length_is_named(tmp_path: Path) -> None:
    names = ("a.warc.gz", "b.warc.gz", "c.warc.gz")
    for name in names:
        (tmp_path / name).write_bytes(DATA)
        fixity.enter(tmp_path / name)
    assert fixity.changed(tmp_path) == []
    (tmp_path / names[0]).unlink()
    (tmp_path / names[2]).write_bytes(DATA + b"!")
    assert fixity.changed(tmp_path) == [
        f"a.warc.gz is gone: it had {len(DATA)} bytes",
        f"c.warc.gz has {len(DATA) + 1} bytes, it had {len(DATA)}",
    ]
    assert fixity.changed(tmp_path / "none") == []


def test_what_was_put_there_by_another_hand_is_named(tmp_path: Path) -> None:
    for name in ("b.warc.gz", "a.warc.gz", "notes.txt", "index.cdxj"):
        (tmp_path / name).write_bytes(DATA)
    assert fixity.added(tmp_path) == []
    fixity.enter(tmp_path / "b.warc.gz")
    assert fixity.added(tmp_path) == ["a.warc.gz"]
