"""The page of the KPIs in Markdown, in French or in English, made from their declarations; one KPI's section of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cadran.catalogue import DIMENSIONS, FACTS, FAMILIES, KPIS, MEASURES
from cadran.catalogue.shape import KPI, Basis, Benchmark, Better, Example, Measure, Part, Text, Unit, View
from cadran.catalogue.sources import reference
from cadran.reports.markdown import code, table
from cadran.reports.objective_page import objectives_section
from cadran.wording.display import maturity, number, say, value

WORDS: Mapping[str, Text] = {
    "title": Text("Référence des indicateurs", "KPI reference"),
    "generated": Text(
        "Page produite à partir des déclarations du catalogue (`make docs`) ; ne pas la modifier à la main.",
        "This page is generated from the catalogue’s declarations (`make docs`); do not edit it by hand.",
    ),
    "intro": Text(
        "Un taux est un rapport de sommes : numérateur et dénominateur sont agrégés chacun de leur côté et divisés une "
        "seule fois. Rien sur rien est inconnu (« — »), jamais zéro. Les taux sont tenus en fractions et montrés en "
        "pour-cent.",
        "A rate is a ratio of sums: numerator and denominator are each aggregated apart and divided once. Nothing over "
        "nothing is unknown (“—”), never zero. Rates are held as fractions and shown in percent.",
    ),
    "index": Text("Index", "Index"),
    "id": Text("Identifiant", "Id"),
    "name": Text("Nom", "Name"),
    "unit": Text("Unité", "Unit"),
    "better": Text("Mieux", "Better"),
    "formula": Text("Formule", "Formula"),
    "question": Text("Question", "Question"),
    "num": Text("Numérateur", "Numerator"),
    "den": Text("Dénominateur", "Denominator"),
    "basis": Text("Datation", "Dating"),
    "reading": Text("Lecture", "How to read it"),
    "action": Text("Que faire", "What to do"),
    "differs": Text("Variante de", "A variant of"),
    "variants": Text("Variantes", "Variants"),
    "beside": Text("Affiché à côté de", "Shown beside"),
    "see_also": Text("À lire avec", "Read it with"),
    "caution": Text("Attention", "Caution"),
    "synonyms": Text("Autres noms", "Other names"),
    "benchmarks": Text("Repères publiés", "Published marks"),
    "campaign": Text("toute une campagne", "a whole campaign"),
    "weakness": Text("faiblesse :", "weakness:"),
    "refs": Text("Sources", "Sources"),
    "table": Text("Se lit en tableau", "Read as a table"),
    "shares": Text("en parts du total", "as shares of the whole"),
    "with": Text("avec", "with"),
    "in_full": Text("en entier :", "in full:"),
    "cadence": Text("À suivre", "Follow it"),
    "maturity": Text("Acquis", "Settled"),
    "breakdowns": Text("À ventiler d’abord par", "Break down first by"),
    "example": Text("Exemple", "Example"),
    "as_of": Text("lu à l’instant", "read at"),
    "proportion": Text(
        "proportion, avec son intervalle à 95 %, quand les deux côtés comptent les mêmes lignes",
        "proportion, with its 95% interval, where both sides count the same rows",
    ),
    "times": Text("fois", "times"),
    "window": Text("fiches ayant au moins", "leads at least this old:"),
    "focus": Text("seulement, s’il y en a de marquées :", "only, where any are marked:"),
    "dimensions": Text("Dimensions", "Dimensions"),
    "meaning": Text("Sens", "Meaning"),
    "facts": Text("Faits qui l’ont", "Facts that have it"),
    "measures": Text("Mesures", "Measures"),
    "measures_intro": Text(
        "Ce que les numérateurs et les dénominateurs additionnent. « À défaut » : ce qui en tient lieu quand l’entrepôt "
        "n’a pas les faits de la première colonne, et que Cadran signale.",
        "What numerators and denominators add up. “Failing that”: what stands in where the store has none of the facts "
        "of the first column, and Cadran says so.",
    ),
    "counted": Text("Ce qui est compté", "What is counted"),
    "fallback": Text("À défaut", "Failing that"),
    "cohort": Text("Par cohorte", "By cohort"),
}
UNITS = {
    Unit.PERCENT: Text("pour-cent", "percent"),
    Unit.SECONDS: Text("durée", "duration"),
    Unit.COUNT: Text("nombre", "count"),
    Unit.MONEY: Text("montant", "amount"),
    Unit.PER_HOUR: Text("par heure", "per hour"),
    Unit.PER_1000: Text("pour 1\u202f000", "per 1,000"),
    Unit.RATIO: Text("rapport", "ratio"),
}
DIRECTIONS = {
    Better.UP: Text("↑ plus haut", "↑ higher"),
    Better.DOWN: Text("↓ plus bas", "↓ lower"),
    Better.BAND: Text("↔ dans une plage", "↔ within a band"),
    Better.NONE: Text("—", "—"),
}
BASES = {
    None: Text(
        "chacun par son événement, ou par cohorte sur demande", "each by its own event, or by cohort when asked"
    ),
    Basis.ACTIVITY: Text("chacun par son événement", "each by its own event"),
    Basis.COHORT: Text("par la création de la fiche (cohorte)", "by the lead’s creation (cohort)"),
    Basis.STOCK: Text("état à la fin de la période", "state at the period’s end"),
}
CADENCES = {
    "live": Text("en temps réel", "live"),
    "daily": Text("chaque jour", "daily"),
    "weekly": Text("chaque semaine", "weekly"),
    "monthly": Text("chaque mois", "monthly"),
}
CUMULATED = {
    "largest": Text("cumulées de la plus grande à la plus petite", "cumulated, largest first"),
    "order": Text("cumulées dans l’ordre des lignes", "cumulated in the order of the rows"),
}
MARKS = {
    "good": Text("bon", "good"),
    "average": Text("moyenne", "average"),
    "best": Text("meilleurs", "best"),
    "floor": Text("plancher", "floor"),
    "target": Text("objectif", "target"),
    "low": Text("bas", "low"),
    "high": Text("haut", "high"),
}


def _word(name: str, language: str) -> str:
    return say(WORDS[name], language)


def _links(ids: Iterable[str]) -> str:
    return ", ".join(f"[{id}](#{id})" for id in ids)


def _basis(kpi: KPI, language: str) -> str:
    parts = [say(BASES[kpi.basis], language)]
    if kpi.window_s is not None:
        parts.append(f"{_word('window', language)} {value(kpi.window_s, Unit.SECONDS, language)}")
    if kpi.focus is not None:
        parts.append(f"{_word('focus', language)} {code(kpi.focus)}")
    return ", ".join(parts)


def _division(kpi: KPI, language: str) -> list[str]:
    """The numerator and denominator as measures, linked to the table of measures by their names."""
    lines = [f"- **{_word('num', language)}**: {_times(kpi.factor, code(kpi.num), language)}"]
    if kpi.den is not None:
        subset = f" ({_word('proportion', language)})" if kpi.subset else ""
        lines.append(f"- **{_word('den', language)}**: {code(kpi.den)}{subset}")
    return lines


def _times(factor: float, term: str, language: str) -> str:
    """A term by its factor, which is whole or one of so many.

    >>> _times(1000, "calls", "en"), _times(1 / 3600, "time_worked_s", "en"), _times(1, "calls", "en")
    ('1,000 × calls', 'time_worked_s / 3,600', 'calls')
    """
    if factor == 1:
        return term
    if factor > 1:
        return f"{number(factor, 0, language)} × {term}"
    return f"{term} / {number(1 / factor, 0, language)}"


def unit_word(kpi: KPI, language: str) -> str:
    """What the figure is, in a word: percent, duration, hours."""
    return say(kpi.counted_in or UNITS[kpi.unit], language)


def _benchmark(benchmark: Benchmark, unit: Unit, language: str) -> str:
    figure = value(benchmark.value, unit, language)
    if benchmark.upto is not None:
        figure += f" – {value(benchmark.upto, unit, language)}"
    campaign = _word("campaign", language) if benchmark.is_for_campaign else ""
    limits = [say(benchmark.applies_to, language) if benchmark.applies_to else "", campaign]
    scope = f" ({', '.join(filter(None, limits))})" if any(limits) else ""
    return (
        f"  - {say(MARKS[benchmark.kind], language)}{scope} {figure} — {say(benchmark.source, language)} ; "
        f"{_word('weakness', language)} {say(benchmark.weakness, language)}."
    ).replace(" ;", "\u202f;" if language == "fr" else ";")


def _example(kpi: KPI, example: Example, language: str) -> list[str]:
    when = f" ({_word('as_of', language)} {example.as_of})" if example.as_of else ""
    lines = [f"**{_word('example', language)}**{when}", ""]
    for name, rows in example.rows.items():
        columns = tuple(dict.fromkeys(column for row in rows for column in row))
        cells = [[_shown(row.get(column)) for column in columns] for row in rows]
        lines += [code(name), "", *table(columns, cells), ""]
    lines.append(f"{say(example.working, language)} → **{value(example.value, kpi.unit, language)}**")
    return lines


def _shown(content: object) -> str:
    if content is None:
        return ""
    return str(content).lower() if isinstance(content, bool) else str(content)


def _item(name: str, text: str, language: str) -> str:
    return f"- **{_word(name, language)}**: {text}"


def _variants(kpi: KPI) -> list[KPI]:
    """The other readings of the same name: those that call this one their first."""
    return [other for other in KPIS.values() if other.variant_of == kpi.id]


def _relations(kpi: KPI, language: str) -> list[str]:
    lines = []
    if kpi.variant_of is not None and kpi.differs is not None:
        colon = _colon(language)
        lines.append(
            f"- **{_word('differs', language)}** {_links([kpi.variant_of])}{colon} {say(kpi.differs, language)}"
        )
    others = _variants(kpi)
    if others:
        lines.append(_item("variants", "", language).rstrip())
        lines += [
            f"  - {_links([other.id])} ({say(other.name, language)}){_colon(language)} {say(other.differs, language)}"
            for other in others
            if other.differs is not None
        ]
    if kpi.beside is not None:
        lines.append(_item("beside", _links([kpi.beside]), language))
    if kpi.see_also:
        lines.append(_item("see_also", _links(kpi.see_also), language))
    return lines


def kpi_section(kpi: KPI, language: str) -> str:
    """All that is said of one KPI, as Markdown with a heading of level 3."""
    synonyms = dict.fromkeys(say(name, language) for name in kpi.synonyms)
    lines = [f'<a id="{kpi.id}"></a>', "", f"### {say(kpi.name, language)}", ""]
    direction = f"{unit_word(kpi, language)} · {say(DIRECTIONS[kpi.better], language)}"
    lines += [f"{code(kpi.id)} · {direction}", "", f"*{say(kpi.question, language)}*", ""]
    lines += [_item("formula", say(kpi.formula, language), language), *_division(kpi, language)]
    lines += [
        _item("basis", _basis(kpi, language), language),
        _item("reading", say(kpi.reading, language), language),
        _item("action", say(kpi.action, language), language),
    ]
    if kpi.matures_s is not None:
        lines.append(_item("maturity", f"{maturity(kpi.matures_s, language)}.", language))
    if kpi.caution is not None:
        lines.append(_item("caution", say(kpi.caution, language), language))
    lines += _relations(kpi, language)
    if kpi.view is not None:
        lines.append(_item("table", _table_of(kpi.view, language), language))
    lines.append(_item("breakdowns", _dimension_names(kpi.breakdowns, language), language))
    lines.append(_item("cadence", ", ".join(say(CADENCES[one], language) for one in kpi.cadence), language))
    if synonyms:
        lines.append(_item("synonyms", ", ".join(synonyms), language))
    if kpi.benchmarks:
        lines.append(_item("benchmarks", "", language).rstrip())
        lines += [_benchmark(benchmark, kpi.unit, language) for benchmark in kpi.benchmarks]
    between = "\u202f; " if language == "fr" else "; "
    lines.append(_item("refs", between.join(say(reference(ref), language) for ref in kpi.refs), language))
    if kpi.example is not None:
        lines += ["", *_example(kpi, kpi.example, language)]
    return _spaced("\n".join(lines), language) + "\n"


def _dimension_names(ids: Iterable[str], language: str) -> str:
    return ", ".join(say(DIMENSIONS[id].name, language).lower() for id in ids)


def _table_of(view: View, language: str) -> str:
    """By what a KPI that is a table is told apart, how its shares add up, what stands beside it, and its view."""
    parts = [f"{'par' if language == 'fr' else 'by'} {_dimension_names(view.by, language)}"]
    if view.share:
        parts.append(_word("shares", language))
    if view.cumulated:
        parts.append(say(CUMULATED[view.cumulated], language))
    if view.kpis:
        parts.append(f"{_word('with', language)} {_links(view.kpis)}")
    between = "\u202f; " if language == "fr" else "; "
    return ", ".join(parts) + f"{between}{_word('in_full', language)} {code(f'cadran view {view.analysis}')}"


def _colon(language: str) -> str:
    return "\u00a0:" if language == "fr" else ":"


def _spaced(text: str, language: str) -> str:
    """French puts a no-break space before a colon, labels included."""
    return text.replace("**: ", "**\u00a0: ").replace("**:\n", "**\u00a0:\n") if language == "fr" else text


def _index(language: str, every: Sequence[KPI]) -> list[str]:
    lines = [f"## {_word('index', language)}", ""]
    headers = [_word(name, language) for name in ("id", "name", "unit", "better", "formula")]
    for family in FAMILIES.values():
        kpis = [kpi for kpi in every if kpi.family == family.id]
        rows = [
            [
                _links([kpi.id]),
                say(kpi.name, language),
                unit_word(kpi, language),
                say(DIRECTIONS[kpi.better], language),
                say(kpi.formula, language),
            ]
            for kpi in kpis
        ]
        lines += [f"**{say(family.name, language)}** — {say(family.question, language)}", "", *table(headers, rows), ""]
    return lines


def _dimensions(language: str) -> list[str]:
    headers = [_word(name, language) for name in ("id", "name", "meaning", "facts")]
    counted = {part.fact for one in MEASURES.values() for part in (*one.parts, *one.fallback)}
    facts = [fact for fact in FACTS if fact in counted]
    rows = [
        [
            code(dimension.id),
            say(dimension.name, language),
            say(dimension.meaning, language),
            ", ".join(fact for fact in facts if dimension.id in FACTS[fact].dimensions),
        ]
        for dimension in DIMENSIONS.values()
    ]
    return [f"## {_word('dimensions', language)}", "", *table(headers, rows), ""]


def part_text(part: Part) -> str:
    """One aggregate in a line: what, of which fact, where, dated by which event."""
    what = part.aggregate if part.column is None else f"{part.aggregate} of {part.column}"
    if part.q is not None:
        what = f"quantile {part.q:g} of {part.column}"
    where = f" where {part.where}" if part.where else ""
    return f"{what} in {part.fact}{where} [{part.time}]"


def _parts(parts: Sequence[Part]) -> str:
    return " + ".join(code(part_text(part)) for part in parts)


def _measures(language: str, measures: Sequence[Measure]) -> list[str]:
    headers = [_word(name, language) for name in ("id", "counted", "fallback", "cohort")]
    rows = [_measure(measure) for measure in measures]
    return [f"## {_word('measures', language)}", "", _word("measures_intro", language), "", *table(headers, rows)]


def _measure(measure: Measure) -> list[str]:
    return [code(measure.id), _parts(measure.parts), _parts(measure.fallback), _parts(measure.cohort)]


def kpis_page(language: str, kpis: Sequence[KPI] = (), measures: Sequence[Measure] = ()) -> str:
    """The whole KPI reference in one language: index, each KPI by family, dimensions, measures; with a centre's own."""
    every = [*KPIS.values(), *kpis]
    lines = [f"# {_word('title', language)}", "", _word("generated", language), "", _word("intro", language), ""]
    lines += objectives_section(language)
    lines += _index(language, every)
    for family in FAMILIES.values():
        lines += [f"## {say(family.name, language)}", "", f"{say(family.question, language)}", ""]
        lines += [kpi_section(kpi, language) for kpi in every if kpi.family == family.id]
    return "\n".join([*lines, *_dimensions(language), *_measures(language, [*MEASURES.values(), *measures])]) + "\n"
