"""The three planted problems, told in French and in English."""

from __future__ import annotations

from datetime import date

import numpy as np

from cadran.demo.clock import Clock
from cadran.demo.world import (
    BAD_LIST,
    BAD_LIST_DAY,
    CAMPAIGN_INDEX,
    CAMPAIGNS,
    DAYS,
    LIST_INDEX,
    LISTS,
    SATURATED,
    SATURATED_DAY,
    SATURATED_DECLINED,
    SCRIPT_CAMPAIGN,
    SCRIPT_DAY,
    SCRIPT_NAME,
    SCRIPT_TEAM,
)
from cadran.errors import UsageError, did_you_mean

_ENGLISH = """# Three problems planted in the demonstration

All of it is invented, and three things in it are wrong on purpose. Each shows in a figure, if one looks by the right
dimension.

## 1. A list going bad: {list} “{list_name}”

Campaign {list_campaign}. The supplier ({supplier}) delivers it week by week; what is delivered from {list_from} on is old stock: about
four times as many unassigned numbers, three times as many wrong ones, and people who answer far less.

- Where: `leads` and `attempts` with `list_id = {list}`, leads created from then on.
- Shows in: file validity rate by list and week (from about 96 % to under 90 %), contactability and wrong-number rate by list
  on the leads' creation (basis cohort). The other lists do not move.
- To do: stop the deliveries, ask for the money back, call the older leads of the list.

## 2. A team's script: team {team} on campaign {script_campaign}

From {script_from} on one team tries a new opening, `{script}` (it is among the actions). It gets to the pitch a third less
often; the other team on the same campaign, with the old script, does not move.

- Where: `attempts` with `campaign_id = {script_campaign}`, agents of {team}, `script = {script}`.
- Shows in: argued call rate by team or by script, before and after the action; sales per hour follow.
- To do: go back to the old script.

## 3. A saturated number: {number}

It carries 40 % of the calls of campaign {number_campaign}. From {number_from} on people decline it more and more: from 3 % of its calls
to about {declined} % in the last days. The campaign's three other numbers stay at 3 %.

- Where: `attempts` with `caller_number = {number}`.
- Shows in: call rejection rate by displayed number and week; answer rate by displayed number.
- To do: rest the number, spread the calls over more numbers.
"""

_FRENCH = """# Trois problèmes plantés dans la démonstration

Tout y est inventé, et trois choses y vont mal exprès. Chacune se voit dans un indicateur, pourvu qu'on le regarde selon la
bonne dimension.

## 1. Un fichier qui se dégrade : {list} « {list_name} »

Campagne {list_campaign}. Le fournisseur ({supplier}) le livre semaine après semaine ; ce qui est livré à partir {list_from} est un
vieux fonds : environ quatre fois plus de numéros non attribués, trois fois plus de faux numéros, et des gens qui décrochent bien moins.

- Où : `leads` et `attempts` où `list_id = {list}`, fiches créées à partir de là.
- Se voit dans : le taux de validité du fichier par liste et par semaine (d'environ 96 % à moins de 90 %), la contactabilité
  et le taux de faux numéros par liste selon la création des fiches (base cohorte). Les autres fichiers ne bougent pas.
- À faire : arrêter les livraisons, demander un avoir, appeler les fiches plus anciennes du fichier.

## 2. Le script d'une équipe : l'équipe {team} sur la campagne {script_campaign}

À partir {script_from}, une équipe essaie une nouvelle accroche, `{script}` (elle figure parmi les actions). Elle arrive à l'argumentaire un
tiers moins souvent ; l'autre équipe de la même campagne, restée à l'ancien script, ne bouge pas.

- Où : `attempts` où `campaign_id = {script_campaign}`, téléconseillers de {team}, `script = {script}`.
- Se voit dans : le taux d'appels argumentés par équipe ou par script, avant et après l'action ; les ventes par heure suivent.
- À faire : revenir à l'ancien script.

## 3. Un numéro saturé : {number}

Il porte 40 % des appels de la campagne {number_campaign}. À partir {number_from}, on le refuse de plus en plus : de 3 % de ses
appels à environ {declined} % les derniers jours. Les trois autres numéros de la campagne restent à 3 %.

- Où : `attempts` où `caller_number = {number}`.
- Se voit dans : le taux de rejet d'appel par numéro affiché et par semaine ; le taux de décroché par numéro affiché.
- À faire : laisser reposer le numéro, répartir les appels sur davantage de numéros.
"""


def planted(language: str, until: date | None = None) -> str:
    """Markdown in "fr" or "en": the three planted problems, where they are and in which figure each shows.

    Days are dates where the demonstration's last day is given, else counted from its first. UsageError on any other language.
    """
    texts = {"en": _ENGLISH, "fr": _FRENCH}
    if language not in texts:
        raise UsageError(
            'Unknown language "{language}". Expected fr or en.{near}',
            language=language,
            near=did_you_mean(language, texts),
        )
    item = LISTS[LIST_INDEX[BAD_LIST]]
    number_campaign = next(c for c in CAMPAIGNS if any(number.shown == SATURATED for number in c.numbers))
    delivery = next(day for day in item.deliveries if day >= BAD_LIST_DAY)
    return texts[language].format(
        list=item.id,
        list_name=item.name,
        list_campaign=item.campaign,
        supplier=item.source,
        list_from=_day(language, delivery, until),
        team=SCRIPT_TEAM,
        script_campaign=CAMPAIGNS[CAMPAIGN_INDEX[SCRIPT_CAMPAIGN]].id,
        script=SCRIPT_NAME,
        script_from=_day(language, SCRIPT_DAY, until),
        number=SATURATED,
        number_campaign=number_campaign.id,
        number_from=_day(language, SATURATED_DAY, until),
        declined=round(SATURATED_DECLINED * 100),
    )


def _day(language: str, day: int, until: date | None) -> str:
    """A day of the 120, as the date of the next working day where the last one is known: `du 12/09/2026`, `2026-09-12`."""
    if until is None:
        return f"du {day + 1}e jour sur {DAYS}" if language == "fr" else f"day {day + 1} of {DAYS}"
    clock = Clock.ending(until)
    when = clock.date(int(clock.next_working(np.array(day))))
    return f"du {when:%d/%m/%Y}" if language == "fr" else when.isoformat()
