"""What the build adds to the sources: the letters of the screens, cut from the package that ships Inter, and the French."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import fontpkg_inter
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from setuptools import setup
from setuptools.command.build_py import build_py

sys.path.insert(0, str(Path(__file__).parent))
from cadran.messages.compiled import compiled

STATIC = Path(__file__).parent / "cadran" / "web" / "static" / "cadran"
SOURCE = Path(fontpkg_inter.ROOT)
LETTERS = "àâäáãåæçèéêëìíîïñòóôöõøœùúûüÿßÀÂÄÁÃÅÆÇÈÉÊËÍÎÏÑÓÔÖÕØŒÙÚÛÜŸ«»‘’“”–—…•·°²³£€×−≠≤≥→←↑↓↕\u00a0\u2009\u200a\u202f"
"""Beyond ASCII: what French, English, the names of Western Europe and figures need; others are set in the system's own."""
WEIGHTS = (400, 620)


def cut(target: Path) -> None:
    """Write Inter's letters of the screens, in their weights only, as one woff2 of some 15 kB: without kerning, a third of it."""
    options = Options()
    options.layout_features = ["tnum"]
    options.hinting = False
    font = TTFont(SOURCE / "files" / "Inter[opsz,wght].ttf")
    subset = Subsetter(options)
    subset.populate(unicodes=[*range(0x20, 0x7F), *map(ord, LETTERS)])
    subset.subset(font)
    kept = BytesIO()
    font.save(kept)
    kept.seek(0)
    font = instantiateVariableFont(TTFont(kept), {"opsz": 14, "wght": WEIGHTS})
    font.flavor = "woff2"
    font.save(target)


class Built(build_py):
    """The package with its font, the font's licence and the French as gettext reads it."""

    def run(self) -> None:
        cut(STATIC / "inter.woff2")
        (STATIC / "inter-licence.txt").write_text((SOURCE / "LICENSE").read_text("utf-8"), "utf-8")
        compiled()
        super().run()


setup(cmdclass={"build_py": Built})
