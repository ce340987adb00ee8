"""Whether a WACZ package is what it says it is: its records, and every file against its hash (WACZ 1.1.1, 5.2)."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archive.unzip import UNREADABLE, PackageRefused, list_entries
from archive.verify import Fault, verify_records

_ABOUT, _SEAL = "datapackage.json", "datapackage-digest.json"
_LONGEST = 64 << 20
"""Bytes of datapackage.json that are read."""
_PIECE = 1 << 20


def verify_package(path: Path) -> list[Fault]:
    """Every fault of a package: of the records in its WARC files as `archive.verify` finds them, then of its list of files.

    The kinds are `structure`, `digest` and `link`, and `package`: a file that is missing, not listed, or has another size
    or hash than datapackage.json says, a seal (datapackage-digest.json) that does not fit. Signatures are not looked at,
    and a package without seal or signature has no fault by that. What a reader would refuse (`archive.unzip`) is one
    fault, and nothing else is read then. Raises OSError.
    """
    try:
        list_entries(path)
    except PackageRefused as error:
        return [Fault(path.name, None, "package", str(error))]
    return [*verify_records(path), *_of_files(path)]


def _of_files(path: Path) -> Iterator[Fault]:
    with zipfile.ZipFile(path) as package:
        try:
            for message in _messages(package):
                yield Fault(path.name, None, "package", message)
        except (ValueError, KeyError, TypeError, AttributeError, *UNREADABLE) as error:
            yield Fault(path.name, None, "package", f"{_ABOUT} cannot be used: {error}"[:300])


def _messages(package: zipfile.ZipFile) -> Iterator[str]:
    names = {info.filename for info in package.infolist() if not info.is_dir()}
    if _ABOUT not in names:
        yield f"no {_ABOUT}: it says nothing of its files"
        return
    about = _read(package, _ABOUT)
    listed = {str(each["path"]): each for each in json.loads(about)["resources"]}
    for name, said in listed.items():
        yield from _of_file(package, name, said) if name in names else [f"{name} is listed and not there"]
    for name in sorted(names - listed.keys() - {_ABOUT, _SEAL}):
        yield f"{name} is there and not listed"
    if (
        _SEAL in names
        and json.loads(_read(package, _SEAL))["hash"] != "sha256:" + hashlib.sha256(about).hexdigest()
    ):
        yield f"{_SEAL}: {_ABOUT} is not the one that was sealed"


def _of_file(package: zipfile.ZipFile, name: str, said: dict[str, Any]) -> Iterator[str]:
    # WACZ before 1.0 had them in `stats`, the hash without its label.
    facts = {**said, **said.get("stats", {})}
    label, _, wanted = str(facts["hash"]).removeprefix("sha256:").rpartition(":")
    if label not in ("", "md5"):
        yield f"{name}: a hash that cannot be checked: {label}"
        return
    size, digest = 0, hashlib.md5(usedforsecurity=False) if label else hashlib.sha256()
    try:
        with package.open(name) as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
                size += len(piece)
    except UNREADABLE as error:
        yield f"{name}: cannot be read: {error}"
        return
    if facts.get("bytes") is not None and facts["bytes"] != size:
        yield f"{name}: {size} bytes, listed with {facts['bytes']}"
    if wanted != digest.hexdigest():
        yield f"{name}: other bytes than those that were listed"


def _read(package: zipfile.ZipFile, name: str) -> bytes:
    if package.getinfo(name).file_size > _LONGEST:
        raise ValueError(f"{name} is over {_LONGEST} bytes")
    return package.read(name)
