"""An HTTP server for invented newsrooms: loopback only, a thread a connection."""

from __future__ import annotations

import sys
from http.server import ThreadingHTTPServer
from socketserver import TCPServer


class LoopbackServer(ThreadingHTTPServer):
    """A threading server that asks no name server and is quiet when a client hangs up."""

    daemon_threads = True

    def server_bind(self) -> None:
        """Bind without the reverse look-up of the address that http.server makes."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no event; any other error is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]
