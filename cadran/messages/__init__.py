"""What Cadran says, as data: sentences are made where they are shown, in the reader's language.

Errors, notes and reasons are written once, in English, where they arise: `Message("There is no import {id}.", id=3)`,
or an error of that template. Its French is the entry of fr.po whose msgid is the template; the msgstr has the same
holes, without how they are written, and may agree with any number: `{rows|ligne|lignes}`. It is typed with plain
spaces: those before : ; ? ! » % and after « are made no-break.
"""

from cadran.messages.message import NOTHING, Message, Value, lines, quoted, translated

__all__ = ["NOTHING", "Message", "Value", "lines", "quoted", "translated"]
