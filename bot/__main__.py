"""`python -m bot` and the script `briefing-bot`."""

import io
import sys

from bot.cli import app


def main() -> None:
    for stream in (sys.stdout, sys.stderr):
        # What a terminal of another encoding cannot show becomes a question mark; nothing ends over a bullet.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    app()


if __name__ == "__main__":
    main()
