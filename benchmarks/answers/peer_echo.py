"""The peer: python-telegram-bot as installed, long polling, that sends each text back.

python -m benchmarks.answers.peer_echo URL TOKEN
"""

import asyncio
import sys

from telegram import Update
from telegram.ext import ApplicationBuilder, MessageHandler, filters


async def main(url: str, token: str) -> None:
    application = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{url}/bot")
        .concurrent_updates(16)
        .connection_pool_size(4)  # its client looks through all connections several times a message
        .pool_timeout(600)
        .job_queue(None)
        .build()
    )

    async def echo(update: Update, _: object) -> None:
        message = update.effective_message
        assert message is not None
        assert message.text is not None
        await message.reply_text(message.text)

    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(poll_interval=0)
        print("up", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
