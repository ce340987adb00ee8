"""What has gone over the wire so far in one exchange: in memory while it is small, in a file once it is not."""

from __future__ import annotations

import contextvars
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from archive.exchange import Exchange
from archive.http import MAX_HEAD
from archive.spool import Spool


@dataclass(slots=True)
class Tape:
    """One exchange in the making; becomes an Exchange when it is over.

    `answered` turns True when the header of the final response is complete. `fault` is why the tape itself ended the
    exchange; the bytes before it are kept. Once it became an Exchange nothing is added: another thread reads it then.
    """

    url: str
    started: datetime
    peer: str | None = None
    protocols: tuple[str, ...] = ()
    cipher: str | None = None
    request: bytearray = field(default_factory=bytearray)
    response: Spool = field(default_factory=lambda: Spool(Path.cwd()))
    answered: bool = False
    fault: str | None = None
    over: bool = False

    def take(self, data: bytes) -> bool:
        """Copy bytes of the response; False when the exchange must end: a header without end, a disk that is full."""
        if self.fault is not None or self.over:
            return self.fault is None
        try:
            self.response.write(data)
        except OSError as error:
            self.fault = f"not kept: {error.strerror or error}"
            return False
        if not self.answered and len(self.response) > MAX_HEAD:
            self.fault = f"header too long: over {MAX_HEAD} bytes"
        return self.fault is None

    def give_back(self, count: int) -> None:
        """The last bytes are not part of this response after all."""
        if not self.over:
            self.response.cut(len(self.response) - count)

    def exchange(self, *, fault: str | None = None, truncated: str | None = None) -> Exchange:
        """The exchange as it stands now; bytes that arrive later are not part of it."""
        self.over = True
        return Exchange(
            url=self.url,
            started=self.started,
            request=bytes(self.request),
            response=self.response.content(),
            peer=self.peer,
            protocols=self.protocols,
            cipher=self.cipher,
            truncated=truncated,
            fault=self.fault or fault,
        )


@dataclass(slots=True)
class Reel:
    """The tapes of one request, for Twisted may make several exchanges of it; large answers go to files in `folder`."""

    folder: Path
    tapes: list[Tape] = field(default_factory=list)

    def close(self) -> None:
        """Give back what the tapes hold; not while the archive may still be reading it."""
        for tape in self.tapes:
            tape.response.close()


REEL: contextvars.ContextVar[Reel | None] = contextvars.ContextVar("reel", default=None)
"""What the exchanges of the request in hand are taped to."""
