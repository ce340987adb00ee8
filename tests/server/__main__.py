"""`python -m tests.server --port 0`: prints one JSON line {ready, port, addresses} and serves until its stdin closes."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path

from tests.server.app import App, listen
from tests.server.documents import load


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.server", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="one port for all addresses; 0: a free one")
    parser.add_argument("--addresses", type=int, default=16, help="how many of 127.0.0.1, 127.0.0.2, ...")
    parser.add_argument(
        "--pages", type=Path, action="append", default=[], help="folder HOST/PATH, or JSON list"
    )
    parser.add_argument("--until-stdin-closes", action="store_true", help="end when the parent process ends")
    return parser.parse_args()


async def serve(options: argparse.Namespace) -> None:
    given = {key: document for place in options.pages for key, document in load(place).items()}
    app = App(given)
    addresses = [f"127.0.0.{n}" for n in range(1, options.addresses + 1)]
    servers = await listen(app, addresses, options.port)
    print(json.dumps({"ready": True, "port": app.port, "addresses": addresses}), flush=True)
    if options.until_stdin_closes:
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    else:
        await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(serve(arguments()))
