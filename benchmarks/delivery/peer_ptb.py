"""The peer: python-telegram-bot as installed with its AIORateLimiter, pushing to the sandbox's readers.

    python -m benchmarks.delivery.peer_ptb URL TOKEN RATE READERS [--live]

With --live it also answers /help, and begins to push when a line comes on stdin.
"""

import asyncio
import contextlib
import sys

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import AIORateLimiter, ApplicationBuilder, CommandHandler, ContextTypes

from benchmarks.sandbox_process import FIRST


async def main(url: str, token: str, rate: int, readers: int, *, live: bool) -> None:
    limiter = AIORateLimiter(overall_max_rate=rate, overall_time_period=1, max_retries=5)
    application = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{url}/bot")
        .rate_limiter(limiter)
        .concurrent_updates(256)
        .connection_pool_size(64)
        .pool_timeout(60)
        .build()
    )

    async def answer(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None  # nobody edits here
        await update.message.reply_text("Ask in your own words.")

    application.add_handler(CommandHandler("help", answer))
    async with application:
        if live:
            await application.start()
            assert application.updater is not None
            await application.updater.start_polling(poll_interval=0)
            await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
        gate = asyncio.Semaphore(64)

        async def push(chat: int) -> None:
            try:
                with contextlib.suppress(TelegramError):
                    await application.bot.send_message(chat, "Headline peer")
            finally:
                gate.release()

        tasks = set()
        for chat in range(FIRST, FIRST + readers):
            await gate.acquire()
            task = asyncio.create_task(push(chat))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        await asyncio.gather(*tasks)


if __name__ == "__main__":
    url, token, rate, readers, *rest = sys.argv[1:]
    asyncio.run(main(url, token, int(rate), int(readers), live="--live" in rest))
