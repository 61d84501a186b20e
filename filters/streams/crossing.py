"""Async pieces for a synchronous server, and synchronous ones for an asynchronous server.

Django would collect all of them in a list first, and warn.
"""

import asyncio
from collections.abc import AsyncIterator, Generator
from typing import Any

from asgiref.sync import sync_to_async


def in_own_loop(pieces: AsyncIterator[bytes]) -> Generator[bytes]:
    """Iterate in this thread, in one event loop that lasts as long as the pieces do.

    asgiref's `async_to_sync` would start a thread with a loop of its own for each piece, and what a piece left waiting
    in one loop (a connection, a lock) cannot be used in the next.
    """

    async def step() -> bytes | None:
        return await anext(pieces, None)

    async def end() -> None:
        await aclose(pieces)

    with asyncio.Runner() as runner:
        try:
            while (piece := runner.run(step())) is not None:
                yield piece
        finally:
            runner.run(end())


async def in_thread(pieces: Any) -> AsyncIterator[bytes]:
    """Get each piece in the thread in which the request's synchronous code runs, so that a database cursor is at home.

    It has one worker: closing waits there for a piece that is being made when the client leaves.
    """
    step: Any = sync_to_async(next)
    try:
        while (piece := await step(pieces, None)) is not None:
            yield piece
    finally:
        await sync_to_async(getattr(pieces, "close", lambda: None))()


async def aclose(pieces: Any) -> None:
    """Close it, if it can be."""
    close = getattr(pieces, "aclose", None)
    if close is not None:
        await close()
