"""The web address: a server on its port, closed with the stack that it was opened in."""

from contextlib import AsyncExitStack

from aiohttp import web

from bot.errors import PortTaken
from bot.web.idle import Connections


async def serve(stack: AsyncExitStack, application: web.Application, host: str, port: int) -> None:
    connections = Connections(application)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise PortTaken(f"LISTEN: {host}:{port} cannot be used: {error.strerror or error}") from error
    await stack.enter_async_context(connections.closing(runner))
