"""The page of what can go wrong, generated from its declarations."""

from __future__ import annotations

from cadran.catalogue.shape import Text
from cadran.catalogue.troubles import ANSWERS, INTERRUPTED, THEMES, Trouble
from cadran.wording.display import say

TITLE = Text("Quand quelque chose ne va pas", "When something goes wrong")
INTRO = Text(
    "Page produite à partir des déclarations (`make docs`) ; ne pas la modifier à la main. Ce qui peut arriver à un entrepôt et au "
    "serveur, le message que l’on voit alors, et que faire. Un fichier à importer qui ne va pas : "
    "[importer des fichiers](import.md).",
    "This page is generated from declarations (`make docs`); do not edit it by hand. What can happen to a store and to the "
    "server, the message that is then seen, and what to do. A file to import that is wrong: [importing files](import.md).",
)
STOPPED = Text("Arrêté en route", "Stopped on the way")
STATUSES = Text("Ce que répond le serveur", "What the server answers")


def troubles_page(language: str) -> str:
    """The whole page in one language."""
    lines = [f"# {say(TITLE, language)}", "", say(INTRO, language), ""]
    for theme in THEMES:
        lines += [f"## {say(theme.title, language)}", ""]
        for trouble in theme.troubles:
            lines += _section(trouble, language)
    lines += [f"## {say(STOPPED, language)}", ""]
    colon = "\u00a0:" if language == "fr" else ":"
    lines += [f"- **{say(what, language)}**{colon} {say(found, language)}" for what, found in INTERRUPTED]
    lines += ["", f"## {say(STATUSES, language)}", "", "| | |", "| --- | --- |"]
    lines += [f"| {status} | {say(meaning, language)} |" for status, meaning in ANSWERS]
    return "\n".join(lines) + "\n"


def _section(trouble: Trouble, language: str) -> list[str]:
    lines = [say(trouble.when, language), "", f"> {trouble.says.text(language)}", ""]
    return [*lines, say(trouble.do, language), ""] if trouble.do else lines
