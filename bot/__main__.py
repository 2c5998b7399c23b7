"""`python -m bot` and the script `briefing-bot`."""

import gc
import io
import sys

from bot.background import collector_at_rest

with (
    collector_at_rest()
):  # all that is imported stays: looking through it again and again made a start a sixth longer
    from bot.cli import app
gc.freeze()


def main() -> None:
    for stream in (sys.stdout, sys.stderr):
        # What a terminal of another encoding cannot show becomes a question mark; nothing ends over a bullet.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    app()


if __name__ == "__main__":
    main()
