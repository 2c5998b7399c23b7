"""`python -m tests.unit.rendering.approve FOLDER`: the small dossier's pictures as PNGs to look at, and their hashes."""

import sys
from pathlib import Path

from bot.domain.text import Lang
from bot.rendering.pictures import Theme
from bot.rendering.pictures.fonts import font_files
from bot.rendering.pictures.rasterise import rasterise
from tests.support.drawn import look_of
from tests.support.town import LATER, load_town

HASHES = Path(__file__).parent / "approved_pictures.txt"


def main(folder: Path) -> None:
    HASHES.touch()
    from tests.unit.rendering.test_pictures import DRAWINGS, pages_of

    town = load_town()
    lines = []
    for name in DRAWINGS:
        for lang in Lang:
            for theme in Theme:
                for picture in pages_of(name, town, lang, theme, LATER):
                    key = f"{name}-{picture.page}-{lang.value}-{theme.value}"
                    (folder / f"{key}.png").write_bytes(rasterise(picture.svg, font_files()))
                    lines.append(f"{key} {look_of(picture.svg)}\n")
    HASHES.write_text("".join(lines))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
