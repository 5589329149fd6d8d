"""When people can be reached: by weekday and hour where the lead is, by target, and by the number shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cadran.analysis import breaks, words
from cadran.analysis.asking import Asked, Rows, figure, proportion
from cadran.analysis.local import LOCAL, calls_without_zone
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.analysis.statistics import decided, z_of
from cadran.analysis.strata import ENOUGH_SHARED, HELD, against, gap
from cadran.catalogue.labels import WEEKDAYS
from cadran.catalogue.measures import part
from cadran.catalogue.shape import Text, Unit
from cadran.messages import Message
from cadran.query.notes import note
from cadran.query.numbers import ratio

ENOUGH = 50
"""Calls that a slot needs before anything is said of it."""

_COUNTED = {
    "calls": part("calls"),
    "answered": part("calls_answered"),
    "answer_known": part("calls", "answered IS NOT NULL"),
    "contacted": part("calls_contacted"),
    "contact_known": part("calls", "contacted IS NOT NULL"),
}
_RULE = Text(
    f"Un créneau d’au moins {ENOUGH} appels est dit bon ou mauvais quand son taux de contact diffère de celui des autres créneaux (de la cible, pour "
    "les créneaux par cible) à campagne et température de fiche égales (Mantel-Haenszel), à 95 % partagés entre tous ces créneaux "
    f"(Bonferroni). En dessous de {ENOUGH} appels un créneau est marqué « trop peu d’appels ». Heures dans le fuseau de la fiche ; à défaut, du centre.",
    f"A slot of at least {ENOUGH} calls is called good or bad where its contact rate differs from that of the other slots (the target’s own, for "
    "slots by target) at the same campaign and temperature of the lead (Mantel-Haenszel), at 95% shared among all these slots "
    f"(Bonferroni). Below {ENOUGH} calls a slot is marked “too few calls”. Hours are those of the lead’s zone, of the centre’s where it has none.",
)


def run(asked: Asked, options: Options) -> Answer:
    """Slots over everybody, slots by target, and the numbers shown."""
    held = tuple(name for name in HELD if asked.grants(name))
    cells = _cells(asked, held)
    slots = judged(_folded(cells, "weekday", "hour"), _folded(cells), cells, held)
    targets = _folded(cells, "target")
    by_target = (
        judged(_folded(cells, "target", "weekday", "hour"), targets, cells, held, "target") if len(targets) > 1 else []
    )
    numbers, moved = _numbers(asked)
    if not slots:
        nothing = Text("Aucun appel ici : rien à dire des heures.", "No call here: nothing to say of the hours.")
        return Answer((_table("slots", _SLOTS, []), numbers), (Finding("no_calls", "neutral", nothing),))
    findings = [_best(slots), _worst(slots), *_by_target(by_target), *(one.finding() for one in moved)]
    tables = [_table("slots", _SLOTS, slots)]
    if by_target:
        tables.append(_table("targets", Text("Créneaux par cible", "Slots by target"), by_target, "target"))
    return Answer((*tables, numbers), tuple(findings), notes=_notes(calls_without_zone(asked), numbers))


def _cells(asked: Asked, held: Sequence[str]) -> Rows:
    """Calls by what is held equal, by target and by weekday and hour where the lead is; a lead not said to be hot is not."""
    cells = asked.counts(_COUNTED, (*held, "target"), LOCAL)
    hot = {name: False for name in held if name == "is_hot"}
    return [
        {
            **cell,
            **{name: cell[name] or False for name in hot},
            "weekday": cell["lead_weekday"],
            "hour": cell["lead_hour"],
        }
        for cell in cells
    ]


def _folded(cells: Rows, *names: str) -> Rows:
    """The counts added up over what is not named."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for cell in cells:
        key = tuple(cell[name] for name in names)
        row = found.setdefault(key, {**dict(zip(names, key, strict=True)), **dict.fromkeys(_COUNTED, 0)})
        for name in _COUNTED:
            row[name] += cell[name]
    order = sorted(found, key=lambda key: [(value is None, value if value is not None else 0) for value in key])
    return [found[key] for key in order]


def judged(slots: Rows, wholes: Rows, cells: Rows, held: Sequence[str], *by: str) -> Rows:
    """Slots with their rates and a verdict: best, worst, undecided or few, against the other slots that have the same `by`.

    The difference is taken with what is `held` equal, so that the hours of an easy campaign do not pass for good ones.
    """
    whole = {tuple(row[name] for name in by): ratio(row["contacted"], row["contact_known"]) for row in wholes}
    enough = [slot for slot in slots if slot["contact_known"] >= ENOUGH]
    z = z_of(len(enough))
    groups = {
        group: against(own, "slot", "contacted", "contact_known", held) for group, own in _by_group(cells, by).items()
    }
    for slot in slots:
        group = tuple(slot[name] for name in by)
        slot["contact_rate"] = proportion(slot["contacted"], slot["contact_known"])
        slot["answer_rate"] = proportion(slot["answered"], slot["answer_known"])
        slot["overall"], slot["verdict"], slot["difference"] = whole[group], "few", None
        if slot["contact_known"] < ENOUGH:
            continue
        place = (slot["weekday"], slot["hour"])
        found = gap(groups[group][place], z)
        side = decided(found.bounds) if found and found.covered >= ENOUGH_SHARED and "campaign" in held else 0
        slot["verdict"] = {1: "best", -1: "worst", 0: "undecided"}[side]
        slot["difference"], slot["low"] = (found.difference, found.bounds[0]) if found else (None, 0.0)
    return slots


def _by_group(cells: Rows, by: Sequence[str]) -> dict[tuple[Any, ...], Rows]:
    """The cells of each target, with their slot."""
    found: dict[tuple[Any, ...], Rows] = {}
    for cell in cells:
        found.setdefault(tuple(cell[name] for name in by), []).append({**cell, "slot": (cell["weekday"], cell["hour"])})
    return found


_SLOTS = Text("Créneaux", "Slots")
_VERDICTS = {
    "best": Text("nettement au-dessus", "clearly above"),
    "worst": Text("nettement au-dessous", "clearly below"),
    "undecided": Text("indécis", "undecided"),
    "few": Text("trop peu d’appels", "too few calls"),
}
_TONES = {"best": "good", "worst": "bad", "undecided": "undecided", "few": "neutral"}


def _table(id: str, title: Text, slots: Rows, *by: str) -> Table:
    columns = [Column(name, words.dimension_name(name), "member", dimension=name) for name in (*by, "weekday")]
    columns += [
        Column("hour", words.dimension_name("hour"), "member", dimension="hour"),
        Column("calls", Text("Appels", "Calls")),
        Column("contact_rate", Text("Taux de contact", "Contact rate"), "figure", Unit.PERCENT),
        Column("answer_rate", Text("Taux de décroché", "Answer rate"), "figure", Unit.PERCENT),
        Column("verdict", Text("Verdict", "Verdict"), "member", labels=_VERDICTS, tones=_TONES),
    ]
    names = [column.id for column in columns]
    return Table(id, title, tuple(columns), [{name: slot[name] for name in names} for slot in slots])


def slot_name(slot: Mapping[str, Any]) -> Text:
    """A slot in words: Tuesday 18:00-19:00."""
    day = WEEKDAYS[str(slot["weekday"])]
    hour = slot["hour"]
    return Text(f"{day.fr} {hour} h–{hour + 1} h", f"{day.en} {hour:02d}:00–{hour + 1:02d}:00")


def _named(slot: Mapping[str, Any]) -> Text:
    return words.phrase("{slot} ({rate})", slot=slot_name(slot),
                        rate=words.share(slot["contact_rate"]["value"]))  # fmt: skip


def _best(slots: Rows) -> Finding:
    best = sorted((slot for slot in slots if slot["verdict"] == "best"), key=lambda slot: -slot["low"])[:5]
    if not best:
        text = Text(
            "Indécis : aucun créneau n’est au-dessus du taux d’ensemble au-delà du hasard.",
            "Undecided: no slot is above the overall rate by more than chance.",
        )
        return Finding("best_slots", "undecided", text)
    text = words.phrase(
        "Best slots, beyond chance: {slots}, against {overall} overall.",
        slots=words.listed(map(_named, best)), overall=words.share(best[0]["overall"]),
    )  # fmt: skip
    about = [{name: slot[name] for name in ("weekday", "hour")} for slot in best]
    return Finding("best_slots", "good", text, {"slots": about})


def _worst(slots: Rows) -> Finding:
    worst = [slot for slot in slots if slot["verdict"] == "worst"]
    if not worst:
        return Finding(
            "worst_slots", "undecided", Text("Aucun créneau n’est nettement mauvais.", "No slot is clearly bad.")
        )
    worst.sort(key=lambda slot: slot["contact_rate"]["value"])
    calls, total = sum(slot["calls"] for slot in worst), sum(slot["calls"] for slot in slots)
    text = words.phrase(
        "{part} of the calls go out in slots clearly below the whole; the weakest: {slots}.",
        part=words.share(ratio(calls, total)), slots=words.listed(map(_named, worst[:3])),
    )  # fmt: skip
    return Finding("worst_slots", "bad", text, {"calls": calls})


def _by_target(slots: Rows) -> list[Finding]:
    """Each target's best slot that holds."""
    found: dict[Any, dict[str, Any]] = {}
    for slot in slots:
        if slot["verdict"] == "best" and slot["low"] > found.get(slot["target"], {"low": -1})["low"]:
            found[slot["target"]] = slot
    if not found:
        return []
    parts = [
        words.phrase("{target}: {slot}", target=words.member("target", target), slot=_named(slot))
        for target, slot in found.items()
    ]
    text = words.phrase("By target, the best slot, beyond chance: {parts}.",
                        parts=words.listed(parts))  # fmt: skip
    return [Finding("best_by_target", "good", text)]


def _numbers(asked: Asked) -> tuple[Table, list[breaks.Moved]]:
    """Answer and rejection rates by the number shown, and the numbers that people began to decline."""
    kpis = ("calls", "answer_rate", "call_rejection_rate")
    result = asked.figures(*kpis, by=("campaign", "caller_number"))
    rows = [
        {**row["key"], "calls": row["values"]["calls"]["value"],
         **{kpi: figure(row["values"][kpi]) for kpi in kpis[1:]}}
        for row in result.rows if row["key"]["caller_number"] is not None and row["values"]["calls"]["value"]
    ]  # fmt: skip
    rows.sort(key=lambda row: -(row["call_rejection_rate"]["value"] or 0))
    moved = breaks.breaks(asked, "call_rejection_rate", "caller_number", basis=asked.basis)
    columns = (
        Column("caller_number", words.dimension_name("caller_number"), "member", dimension="caller_number"),
        Column("campaign", words.dimension_name("campaign"), "member", dimension="campaign"),
        Column("calls", Text("Appels", "Calls")),
        Column("answer_rate", Text("Taux de décroché", "Answer rate"), "figure", Unit.PERCENT),
        Column("call_rejection_rate", Text("Appels refusés", "Calls declined"), "figure", Unit.PERCENT),
    )
    return Table("numbers", Text("Numéros affichés", "Numbers shown"), columns, rows), moved


def _notes(lacking: int, numbers: Table) -> tuple[Mapping[str, Any], ...]:
    notes: list[Mapping[str, Any]] = []
    if lacking:
        text = Message(
            "{calls:,} {calls|call goes|calls go} to leads without a known zone: taken to be in the centre’s.",
            calls=lacking,
        )
        notes.append(note("lead_zone_unknown", text, calls=lacking))
    if len({row["campaign"] for row in numbers.rows}) > 1:
        text = Message("Several campaigns: they do not all call at the same hours. Filter one to set its schedule.")
        notes.append(note("several_campaigns", text))
    return tuple(notes)


VIEW = View(
    "best-hours",
    Text("Meilleures heures", "Best hours"),
    Text("Quand et avec quel numéro joint-on nos cibles ?", "When, and with which number, are our targets reached?"),
    run,
    kpis=("attempts", "calls", "contact_rate", "answer_rate", "call_rejection_rate"),
    options={},
    rules=(_RULE, breaks.RULE),
    answers=("answer_rate_by_slot",),
)
