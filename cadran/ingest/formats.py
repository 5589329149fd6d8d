"""How a text becomes a value: one registry of named formats for each type of the model.

A format is an SQL template over `{x}` (trimmed text, NULL when missing) that gives the value or NULL; a NULL from
a text is a fault. `{t}` is the column's SQL type, `{local}` … marks where a local time becomes UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from cadran.messages import Message
from cadran.model import Type
from cadran.sources.base import guarded

# What thousands are separated by, and what stands beside an amount: signs and codes of currencies, taxes.
_SIGNS_OUT = r"[\s\x{A0}\x{202F}\x{2009}€$£%''’]+"
_CODES_OUT = (
    r"(?i)^(?:EUR|USD|GBP|CHF|CAD|MAD|TND|DZD|XOF|XAF|XPF|MUR|MGA|AUD|JPY|SEK|NOK|DKK|PLN|RON|BRL)"
    r"|(?:EUR(?:OS?)?|USD|GBP|CHF|CAD|MAD|TND|DZD|XOF|XAF|XPF|MUR|MGA|AUD|JPY|SEK|NOK|DKK|PLN|RON|BRL|HT|TTC)+$"
)
_CODES = "EUR|USD|GBP|CHF|CAD|MAD|TND|DZD|XOF|XAF|XPF|MUR|MGA|AUD|JPY|SEK|NOK|DKK|PLN|RON|BRL"
DOLLARS = ("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN", "XCD")
"""Currencies that a lone $ may stand for."""
# Negative as accountants write it: in parentheses, or with the sign behind.
_NEGATIVE = r"^(?:\((.+)\)|([^-]+)-)$"
_POINT = r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?([eE][+-]?\d+)?"
_COMMA = r"[+-]?(\d{1,3}(\.\d{3})+|\d+)?(,\d*)?"
_OFFSET = r"[+-]\d{2}(:?\d{2}){0,2}$"
_ZONED = r"[+-](0\d|1[0-4]):?([0-5]\d)?$"  # the offsets that some place on earth has, or could
_FULL_YEAR = "({x}[5] = '-' OR {x}[5] = '/')"  # DuckDB would read 22/09/26 as a day of the year 22
_CLOCK = r"-?\d+:[0-5]?\d(:[0-5]?\d([.,]\d+)?)?"

Sql = Callable[[str], str]


def currency_in(x: str) -> str:
    """SQL for the currency that the text of an amount names by its code or its sign, NULL where it names none."""
    code = f"upper(regexp_extract({x}, '(?i)(?:^|[^A-Z])({_CODES})(?:[^A-Z]|$)', 1))"
    signs = "".join(
        f"WHEN contains({x}, '{sign}') THEN '{name}' " for sign, name in (("€", "EUR"), ("£", "GBP"), ("$", "USD"))
    )
    return f"CASE {signs}ELSE nullif({code}, '') END"


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a type: `sql` gives SQL for the value of a text; `words` completes "expected …".

    For instants `sql` gives the local time, and `zoned`, which wins, UTC for texts that say so themselves (None
    when none does).
    """

    name: str
    words: str
    sql: Sql
    decimal: str | None = None
    zoned: Sql | None = None


def _iso_zoned(x: str) -> str:
    """UTC for texts that carry a zone, told from their shape; only odd shapes cost a pattern."""
    return (
        f"CASE WHEN {x} IS NULL THEN NULL WHEN suffix({x}, 'Z') THEN TRY_CAST({x} AS TIMESTAMP) "
        f"WHEN length({x}) <= 10 OR (length({x}) = 19 AND {x}[17] = ':') THEN NULL "
        f"WHEN regexp_matches({x}, '{_ZONED}') THEN make_timestamp(epoch_us(TRY_CAST("
        f"regexp_replace({x}, '^(.{{16}})([+-])', '\\1:00\\2') AS TIMESTAMPTZ))) END"
    )


def _iso_local(x: str) -> str:
    # DuckDB would drop an offset, possible or not; a plain time is too short to need the pattern.
    read = (
        f"WHEN length({x}) > 19 AND regexp_matches({x}, '{_OFFSET}') THEN NULL "
        f"WHEN {_FULL_YEAR.format(x=x)} THEN TRY_CAST({x} AS TIMESTAMP)"
    )
    return f"CASE WHEN {x} IS NULL OR suffix({x}, 'Z') THEN NULL {read} END"


def _dates(first: str, second: str) -> Callable[[str], str]:
    """Day and month around slashes, points or hyphens, with or without a time."""
    day = f"%{first}/%{second}/%Y"
    times = (" %H:%M:%S", " %H:%M", "", " %I:%M:%S %p", " %I:%M %p", " %H:%M:%S.%f")
    patterns = ", ".join(f"'{day}{time}'" for time in times)
    short = f"'%{first}/%{second}/%y %H:%M', '%{first}/%{second}/%y', '%{first}/%{second}/%y %H:%M:%S'"

    def sql(x: str) -> str:
        tidy = (
            f"regexp_replace(regexp_replace({x}, '^(\\d{{1,2}})[/.-](\\d{{1,2}})[/.-]', '\\1/\\2/'), "
            "'[ T]+(à +)?(\\d{1,2}) ?[h:]', ' \\2:')"
        )
        return (
            f"CASE WHEN regexp_matches({x}, '^\\d{{1,2}}[/.-]\\d{{1,2}}[/.-]\\d{{4}}') "
            f"THEN try_strptime({tidy}, [{patterns}]) "
            f"WHEN regexp_matches({x}, '^\\d{{1,2}}[/.-]\\d{{1,2}}[/.-]\\d{{2}}( |$)') "
            f"THEN try_strptime({tidy}, [{short}]) END"
        )

    return sql


_DAY_FIRST, _MONTH_FIRST = _dates("d", "m"), _dates("m", "d")


def _compact(x: str) -> str:
    return (
        f"CASE length({x}) WHEN 14 THEN try_strptime({x}, '%Y%m%d%H%M%S') "
        f"WHEN 12 THEN try_strptime({x}, '%Y%m%d%H%M') WHEN 8 THEN try_strptime({x}, '%Y%m%d') END"
    )


_MONTH = (
    "(janv?(?:ier|uary)?|fevr?(?:ier)?|feb(?:ruary)?|mars?|march|avr(?:il)?|apr(?:il)?|mai|may|juin|june?|juil(?:let)?"
    "|july?|aout|aug(?:ust)?|sept?(?:embre|ember)?|oct(?:obre|ober)?|nov(?:embre|ember)?|dec(?:embre|ember)?)"
)
_WEEKDAY = r"(?:[a-z]+\.?,? +)?"
_TIME = r"(?:,? *(?:a|at|t|-)? *(\d.*))?$"
_DAY_MONTH = rf"^{_WEEKDAY}(\d{{1,2}})(?:er|st|nd|rd|th)?[ ./-]+{_MONTH}\.?,?[ ./-]+(\d{{4}}|\d{{2}}){_TIME}"
_MONTH_DAY = rf"^{_WEEKDAY}{_MONTH}\.? +(\d{{1,2}})(?:st|nd|rd|th)?,? +(\d{{4}}){_TIME}"
_MONTHS = ("jan", "fev feb", "mar", "avr apr", "mai may", "jun", "jul", "aou aug", "sep", "oct", "nov", "dec")


def _month_names(x: str) -> str:
    """Months by their French or English names, whole or shortened: 14 févr. 2026 09:30, March 2, 2026 2:05 PM."""
    plain = f"lower(strip_accents({x}))"
    found = (
        f"CASE WHEN regexp_matches({plain}, '{_DAY_MONTH}') "
        f"THEN regexp_extract({plain}, '{_DAY_MONTH}', ['d', 'm', 'y', 't']) ELSE struct_pack(d := "
        f"regexp_extract({plain}, '{_MONTH_DAY}', 2), m := regexp_extract({plain}, '{_MONTH_DAY}', 1), "
        f"y := regexp_extract({plain}, '{_MONTH_DAY}', 3), t := regexp_extract({plain}, '{_MONTH_DAY}', 4)) END"
    )
    names = " ".join(
        f"WHEN '{name}' THEN '{at}'" for at, both in enumerate(_MONTHS, 1) for name in both.split()
    )  # fmt: skip
    word = f"({found}).m"
    month = f"CASE left({word}, 3) WHEN 'jui' THEN CASE WHEN {word} = 'juin' THEN '6' ELSE '7' END {names} END"
    year = f"CASE WHEN length(({found}).y) = 2 THEN '20' || ({found}).y ELSE ({found}).y END"
    time = f"regexp_replace(regexp_replace(({found}).t, '^(\\d+) ?h$', '\\1:00'), ' ?h ?', ':')"
    text = f"{year} || '-' || {month} || '-' || ({found}).d || ' ' || {time}"
    forms = ", ".join(f"'%Y-%m-%d {t}'" for t in ("%H:%M:%S", "%H:%M", "", "%I:%M:%S %p", "%I:%M %p"))
    return f"CASE WHEN regexp_matches({plain}, '[a-z]{{3}}') THEN try_strptime({text}, [{forms}]) END"


def _serial(x: str) -> str:
    """Days since 30 December 1899, as spreadsheets keep dates: 46083.375 is 2 March 2026, 09:00."""
    days = f"CAST(replace({x}, ',', '.') AS DOUBLE)"
    return (
        f"CASE WHEN regexp_full_match({x}, '[2-7]\\d{{4}}([.,]\\d+)?') "
        f"THEN TIMESTAMP '1899-12-30' + to_seconds(CAST(round({days} * 86400) AS BIGINT)) END"
    )


def _epoch(x: str, per_second: int) -> str:
    digits = "9,10" if per_second == 1 else "12,13"
    return (
        f"CASE WHEN regexp_full_match({x}, '\\d{{{digits}}}([.,]\\d+)?') "
        f"THEN make_timestamp(CAST(CAST(replace({x}, ',', '.') AS DOUBLE) * {1_000_000 // per_second} AS BIGINT)) END"
    )


def number(x: str, kind: str, decimal: str) -> str:
    """SQL for a number written with that decimal sign; the plain form is tried first."""
    clean = f"regexp_replace(replace({x}, '−', '-'), '{_SIGNS_OUT}', '', 'g')"
    clean = f"regexp_replace(regexp_replace({clean}, '{_CODES_OUT}', '', 'g'), '{_NEGATIVE}', '-\\1\\2')"
    clean = f"regexp_replace({clean}, '{_CODES_OUT}', '', 'g')"
    if decimal == ".":
        odd = (
            f"CASE WHEN regexp_full_match({clean}, '{_POINT}') AND regexp_matches({x}, '\\d') "
            f"THEN TRY_CAST(replace({clean}, ',', '') AS {kind}) END"
        )
        return f"coalesce(TRY_CAST({x} AS {kind}), {odd})"
    odd = (
        f"CASE WHEN regexp_full_match({clean}, '{_COMMA}') AND regexp_matches({x}, '\\d') "
        f"THEN TRY_CAST(replace(replace({clean}, '.', ''), ',', '.') AS {kind}) END"
    )
    return f"CASE WHEN contains({x}, '.') THEN {odd} ELSE coalesce(TRY_CAST({x} AS {kind}), {odd}) END"


def _whole(x: str, decimal: str) -> str:
    """A count: a number with decimals is a fault, not something to round."""
    value = number(x, "DOUBLE", decimal)
    return (
        f"CASE WHEN contains({x}, '.') OR contains({x}, ',') THEN "
        f"CASE WHEN {value} = floor({value}) THEN TRY_CAST({value} AS INTEGER) END "
        f"ELSE {number(x, 'INTEGER', decimal)} END"
    )


def clock(x: str) -> str:
    """SQL for the seconds of h:mm:ss or m:ss; NULL for anything else."""
    return _clock(x, (60, 1))


def _clock(x: str, units: tuple[int, ...]) -> str:
    """h:mm:ss, or two parts worth `units`."""
    part = [f"CAST(replace(split_part({x}, ':', {i}), ',', '.') AS DOUBLE)" for i in (1, 2, 3)]
    three = f"{part[0]} * 3600 + {part[1]} * 60 + {part[2]}"
    two = f"{part[0]} * {units[0]} + {part[1]} * {units[1]}"
    return (
        f"CASE WHEN regexp_full_match({x}, '{_CLOCK}') THEN CAST(round(CASE WHEN length(split_part({x}, ':', 3)) > 0 "
        f"THEN {three} ELSE {two} END) AS INTEGER) END"
    )


_SPELLED = (
    r"(?i)^(?:(\d+)\s*(?:j|jours?|d|days?)[, ]*)?(?:(\d+)\s*(?:h|hrs?|heures?|hours?)[, ]*(?:et +|and +)?)?"
    r"(?:(\d+)\s*(?:m|mn|mins?|minutes?|'|′)[, ]*(?:et +|and +)?)?"
    r"(?:(\d+(?:[.,]\d+)?)\s*(?:s|secs?|secondes?|seconds?|\x22|''|″)\.?|(\d{1,2}))?$"
).replace("'", "''")
_ONE_UNIT = r"(?i)^([+-]?[\d\s.,]+?)\s*(ms|s|secs?|seconds?|secondes?|m|mn|mins?|minutes?|h|hrs?|heures?|hours?)\.?$"
_TIMED = r"(?i)^(?:(\d+) *(?:j|jours?|d|days?),? +)?(-?[\d:.,]+) *(s|sec|secondes?|seconds?|m|mn|mins?|minutes?|h|hrs?|heures?|hours?)?\.?$"


def _spelled(x: str, decimal: str, clock: tuple[int, int]) -> str:
    """A duration that names its units: 23m 17s, 1h02, 2 min 35 s, 18:25 min, 1 day, 2:03:04, PT2M35S, 1.5 h."""
    bare = f"regexp_replace({x}, '(?i)^P(?:(\\d+D))?T?', '\\1 ')"
    part = f"regexp_extract(trim({bare}), '{_SPELLED}', ['d', 'h', 'm', 's', 'b'])"
    number_of = {key: f"coalesce(TRY_CAST(replace(({part}).{key}, ',', '.') AS DOUBLE), 0)" for key in "dhmsb"}
    total = (
        f"{number_of['d']} * 86400 + {number_of['h']} * 3600 + {number_of['m']} * 60 + {number_of['s']} + "
        f"{number_of['b']} * CASE WHEN ({part}).m <> '' THEN 1 ELSE 60 END"
    )
    amount = number(f"regexp_extract({x}, '{_ONE_UNIT}', 1)", "DOUBLE", decimal)
    unit = f"lower(regexp_extract({x}, '{_ONE_UNIT}', 2))"
    worth = f"CASE WHEN {unit} = 'ms' THEN 0.001 WHEN {unit}[1] = 's' THEN 1 WHEN {unit}[1] = 'm' THEN 60 ELSE 3600 END"
    time = f"regexp_extract({x}, '{_TIMED}', 2)"
    hours = f"lower(regexp_extract({x}, '{_TIMED}', 3))[1] = 'h'"
    days = f"coalesce(TRY_CAST(regexp_extract({x}, '{_TIMED}', 1) AS INTEGER), 0) * 86400"
    timed = f"{days} + CASE WHEN {hours} THEN {_clock(time, (3600, 60))} ELSE {_clock(time, clock)} END"
    return (
        f"CASE WHEN contains({x}, ':') THEN {timed} "
        f"WHEN regexp_matches({x}, '{_ONE_UNIT}') THEN TRY_CAST(round({amount} * {worth}) AS INTEGER) "
        f"WHEN regexp_full_match(trim({bare}), '{_SPELLED}') THEN TRY_CAST(round({total}) AS INTEGER) END"
    )


def _duration(x: str, decimal: str, factor: str, clock: tuple[int, int] = (60, 1)) -> str:
    """A number of some unit, clock time, or a text that names its units, which then hold."""
    value = number(x, "DOUBLE", decimal)
    counted = f"CASE WHEN isfinite({value}) THEN TRY_CAST(round({value}{factor}) AS INTEGER) END"
    slow = (
        f"CASE WHEN regexp_matches({x}, '[[:alpha:]′″\x22'']') THEN {_spelled(x, decimal, clock)} "
        f"WHEN contains({x}, ':') THEN {_clock(x, clock)} ELSE {counted} END"
    )
    if factor:
        return slow
    if decimal == ",":
        return f"CASE WHEN regexp_full_match({x}, '\\d+') THEN TRY_CAST({x} AS INTEGER) ELSE {slow} END"
    return f"coalesce(TRY_CAST({x} AS INTEGER), {slow})"


_YES = ("oui", "o", "vrai", "v", "x", "on", "ok", "si", "ja")
_NO = ("non", "faux", "off", "nein")


def _flag(x: str) -> str:
    # A CASE, not IN: DuckDB makes a join of a long IN, and a join loses the order of the file.
    words = "".join(f" WHEN '{word}' THEN {word in _YES}" for word in (*_YES, *_NO))
    common = " ".join(f"WHEN {x} = '{word}' THEN {word in ('true', '1')}" for word in ("true", "false", "1", "0"))
    rest = f"coalesce(TRY_CAST({x} AS BOOLEAN), CASE lower({x}){words} END)"
    return f"CASE WHEN {x} IS NULL THEN NULL {common} ELSE {rest} END"


_DATE_WORDS = {
    "iso": ("year-month-day, such as 2026-09-22T12:05:00Z or 2026-09-22 14:05:00", "year-month-day, such as 2026-09-22"),
    "day-first": ("day/month/year, such as 22/09/2026 14:05", "day/month/year, such as 22/09/2026"),
    "month-first": ("month/day/year, such as 09/22/2026 14:05", "month/day/year, such as 09/22/2026"),
    "compact": ("digits alone, such as 20260922140500", "digits alone, such as 20260922"),
    "month-names": ("day month year, such as 22 septembre 2026 14:05", "day month year, such as 22 septembre 2026"),
    "serial": ("days since 1900 as spreadsheets count them, such as 46287.586", "days since 1900 as spreadsheets count "
               "them, such as 46287"),
    "epoch": ("seconds since 1970, such as 1790078700", "seconds since 1970, such as 1790078700"),
    "epoch-ms": ("milliseconds since 1970, such as 1790078700000", "milliseconds since 1970, such as 1790078700000"),
}  # fmt: skip


def _instants() -> list[Format]:
    local: dict[str, tuple[Sql, Sql | None]] = {
        "iso": (_iso_local, _iso_zoned),
        "day-first": (_DAY_FIRST, None),
        "month-first": (_MONTH_FIRST, None),
        "compact": (_compact, None),
        "month-names": (_month_names, None),
        "serial": (_serial, None),
        "epoch": (_nothing, partial(_epoch, per_second=1)),
        "epoch-ms": (_nothing, partial(_epoch, per_second=1000)),
    }
    return [Format(name, _DATE_WORDS[name][0], sql, zoned=zoned) for name, (sql, zoned) in local.items()]


def _nothing(x: str) -> str:
    return "CAST(NULL AS TIMESTAMP)"


def _days() -> list[Format]:
    makers: dict[str, Sql] = {
        "iso": lambda x: f"CASE WHEN {_FULL_YEAR.format(x=x)} THEN TRY_CAST({x} AS DATE) END",
        "day-first": lambda x: f"CAST({_DAY_FIRST(x)} AS DATE)",
        "month-first": lambda x: f"CAST({_MONTH_FIRST(x)} AS DATE)",
        "compact": lambda x: f"CAST({_compact(x)} AS DATE)",
        "month-names": lambda x: f"CAST({_month_names(x)} AS DATE)",
        "serial": lambda x: f"CAST({_serial(x)} AS DATE)",
    }
    return [Format(name, _DATE_WORDS[name][1], sql) for name, sql in makers.items()]


_SIGNS = {".": ("point", "a number, decimals after a point: 1234.56 or 1,234.56"),
          ",": ("comma", "a number, decimals after a comma: 1 234,56 or 1.234,56")}  # fmt: skip


def _numbers(kind: str) -> list[Format]:
    return [
        Format(name, words, partial(number, kind=kind, decimal=sign), sign) for sign, (name, words) in _SIGNS.items()
    ]


def _counts() -> list[Format]:
    words = "a whole number"
    return [Format(name, words, partial(_whole, decimal=sign), sign) for sign, (name, _w) in _SIGNS.items()]


def _durations() -> list[Format]:
    units = {
        "seconds": ("", (60, 1), "seconds, m:ss or h:mm:ss, such as 62, 62.5, 1:02 or 0:01:02"),
        "minutes": (" * 60", (60, 1), "minutes, such as 1.5"),
        "hours": (" * 3600", (3600, 60), "hours, such as 1.5 or 1:30"),
        "milliseconds": (" / 1000", (60, 1), "milliseconds, such as 62500"),
        "h:mm": (" * 3600", (3600, 60), "hours:minutes, such as 1:02"),
    }
    return [
        Format(
            name if sign == "." else f"{name}-comma",
            words if sign == "." else words.replace("62.5", "62,5").replace("1.5", "1,5"),
            partial(_duration, decimal=sign, factor=factor, clock=clock),
            sign,
        )
        for name, (factor, clock, words) in units.items()
        for sign in _SIGNS
    ]


# A number that a spreadsheet wrote by its powers of ten, and how many of its digits are there.
SCIENTIFIC = r"[+-]?\d+([.,]\d+)?[eE]\+?\d+"


def scientific(x: str) -> str:
    """SQL: whether a text is a number written by its powers of ten."""
    return guarded(f"(contains({x}, 'E') OR contains({x}, 'e'))", f"regexp_full_match({x}, '{SCIENTIFIC}')")


def _phone(x: str) -> str:
    """A phone as it is written; one that a spreadsheet wrote as 3.3612345678E+10 with all its digits in full again."""
    mantissa, power = f"regexp_extract({x}, '^\\+?([0-9.,]+)', 1)", f"regexp_extract({x}, '[eE]\\+?(\\d+)$', 1)"
    whole = f"length(regexp_replace({mantissa}, '[.,]', '')) = TRY_CAST({power} AS INTEGER) + 1"
    digits = f"regexp_replace({mantissa}, '[.,]', '')"
    return f"CASE WHEN {guarded(scientific(x), whole)} THEN {digits} ELSE {x} END"


FORMATS: dict[Type, tuple[Format, ...]] = {
    Type.TEXT: (Format("text", "text", str),),
    Type.INSTANT: tuple(_instants()),
    Type.DAY: tuple(_days()),
    Type.SECONDS: tuple(_durations()),
    Type.COUNT: tuple(_counts()),
    Type.NUMBER: tuple(_numbers("DOUBLE")),
    Type.MONEY: tuple(_numbers("DECIMAL(18, 4)")),
    Type.RATE: tuple(_numbers("DECIMAL(18, 8)")),
    Type.FLAG: (Format("words", "yes or no: oui/non, O/N, yes/no, Y/N, vrai/faux, true/false, 1/0", _flag),),
    Type.PHONE: (Format("phone", "a phone number, such as 06 12 34 56 78 or +33612345678", _phone),),
}

# What a column of that type is called in a message.
CALLED = {
    Type.TEXT: Message("a text"), Type.INSTANT: Message("a date and time"), Type.DAY: Message("a day"),
    Type.SECONDS: Message("a duration"), Type.COUNT: Message("a whole number"), Type.NUMBER: Message("a number"),
    Type.MONEY: Message("an amount"), Type.RATE: Message("a rate"), Type.FLAG: Message("a yes or no"),
    Type.PHONE: Message("a phone number"),
}  # fmt: skip

# Formats that only a mapping (or a column's name, for durations) chooses: nothing in the values tells them.
BY_NAME_ONLY = frozenset(
    f"{unit}{sign}" for unit in ("minutes", "hours", "milliseconds", "h:mm") for sign in ("", "-comma")
)


def named(kind: Type, name: str) -> Format | None:
    """The format of that name for a type; a name with % in it is a pattern of its own, for dates and times."""
    found = next((one for one in FORMATS[kind] if one.name == name), None)
    if found or "%" not in name or kind not in (Type.INSTANT, Type.DAY):
        return found
    pattern = name.replace("'", "''")
    if kind is Type.DAY:
        return Format(
            name, Message("the pattern {name}", name=name), lambda x: f"CAST(try_strptime({x}, '{pattern}') AS DATE)"
        )
    return Format(name, Message("the pattern {name}", name=name), lambda x: f"try_strptime({x}, '{pattern}')")
