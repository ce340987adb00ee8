"""Build the compiled forms of what reads pages (`pipelines/extract/kernels`); where there is no C compiler, say so.

    python -m scripts.build_kernels

Nothing depends on them but time: without them the same work is done by the modules of Python.
"""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pipelines.extract.built import KERNELS, place

_FAULT = re.compile(r"\berror\b(?! compiling)|\.p[yx][xi]:\d|No module", re.I)


def main() -> int:
    """Build what is not built yet; 0 also where it cannot be built."""
    sources = [source for source in sorted(KERNELS.glob("*.pyx")) if not place(source.stem).exists()]
    compiler = (
        _compiler()
    )  # here, for sysconfig reads its facts at the first call, and not for two threads at once
    with ThreadPoolExecutor() as pool:
        faults = pool.map(lambda source: _build(source, compiler), sources)
        for source, fault in zip(sources, faults, strict=True):
            if fault is not None:
                print(
                    f"{source.name} was not compiled ({fault}): pages are read by the interpreted modules instead, "
                    "at half the speed. With a C compiler and the headers of Python (gcc, python3-dev) run: "
                    "python -m scripts.build_kernels",
                    file=sys.stderr,
                )
    return 0


def _build(source: Path, compiler: list[str]) -> str | None:
    """Translate and compile a source, and drop what was built of earlier ones; None on success, else what went wrong."""
    file = place(source.stem)
    file.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        translated, compiled = Path(folder, f"{source.stem}.c"), Path(folder, file.name)
        for command in (
            [sys.executable, "-m", "cython", "-3", str(source), "-o", str(translated)],
            [*compiler, str(translated), "-o", str(compiled)],
        ):
            try:
                done = subprocess.run(command, capture_output=True, text=True, check=False)
            except OSError as error:
                return f"{command[0]}: {error.strerror}"
            if done.returncode:
                return _fault(done.stdout + done.stderr) or f"{command[0]} ended with {done.returncode}"
        for old in file.parent.glob(f"{source.stem}-*"):
            old.unlink()
        compiled.replace(file)
    return None


def _compiler() -> list[str]:
    """The command that makes an extension, as this Python was built."""
    known = sysconfig.get_config_vars()
    flags = f"{known.get('CCSHARED', '')} {known.get('CFLAGS', '')}".split()
    kept = [flag for flag in flags if not flag.startswith(("-g", "-O", "-W"))]
    include = f"-I{sysconfig.get_path('include')}"
    return [*str(known.get("LDSHARED", "cc -shared")).split(), *kept, "-O2", "-w", include]


def _fault(printed: str) -> str | None:
    """The first line of a compiler that tells a fault."""
    said = (line.strip()[:200] for line in printed.splitlines())
    return next((line for line in said if _FAULT.search(line)), None)


if __name__ == "__main__":
    raise SystemExit(main())
