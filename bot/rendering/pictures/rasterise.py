"""`python rasterise.py FONT…`: an SVG from standard input as PNG to standard output.

A process of its own: resvg keeps Python's lock while it draws, and every answer would wait for it. It imports nothing
else of ours, so that it is up in some 10 ms.
"""

import contextlib
import os
import sys
from collections.abc import Sequence

import resvg_py

_POLITENESS = 15  # added to the process's niceness: live answers go first


def rasterise(svg: str, fonts: Sequence[str], width: int | None = None) -> bytes:
    """The PNG, `width` pixels wide or as wide as the SVG says. Raises ValueError for what is no SVG."""
    return resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=list(fonts), width=width)


def main() -> None:
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(_POLITENESS)
    sys.stdout.buffer.write(rasterise(sys.stdin.buffer.read().decode(), sys.argv[1:]))


if __name__ == "__main__":
    main()
