"""The peer: python-telegram-bot as installed, long polling, that sends each text back.

python -m benchmarks.answers.peer_echo URL TOKEN
"""

import asyncio
import sys

from telegram.ext import ApplicationBuilder, MessageHandler, filters


async def main(url, token):
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

    async def echo(update, _):
        await update.effective_message.reply_text(update.effective_message.text)

    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    async with application:
        await application.start()
        await application.updater.start_polling(poll_interval=0)
        print("up", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
