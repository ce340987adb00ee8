"""The compiled forms of modules, where `make setup` could build them: an extension is used only if it is that of this source."""

from __future__ import annotations

import os
import sys
from functools import cache
from hashlib import sha256
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

KERNELS = Path(__file__).absolute().parent / "kernels"
OFF = "WIRECOPY_INTERPRETED"
"""A variable of the environment: where it is not empty, nothing compiled is used."""


@cache
def digest() -> str:
    """What tells the sources of all kernels, together, from earlier ones."""
    said = sha256()
    for source in sorted([*KERNELS.glob("*.pyx"), *KERNELS.glob("*.pxi")]):
        said.update(source.read_bytes())
    return said.hexdigest()[:16]


def place(name: str) -> Path:
    """Where the extension with a name lies, once built: the file's name tells its sources and the interpreter."""
    return KERNELS / "built" / f"{name}-{digest()}{EXTENSION_SUFFIXES[0]}"


@cache
def built(name: str) -> ModuleType | None:
    """The extension module with a name; None where it was not built, or of other sources."""
    if os.environ.get(OFF) or not (file := place(name)).exists():
        return None
    spec = spec_from_file_location(f"{__package__}.{name}", file)
    if spec is None or spec.loader is None:
        return None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
