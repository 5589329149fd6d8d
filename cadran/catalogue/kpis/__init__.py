"""Every KPI, one module a family (a long family goes on in a second), in the order in which they are shown."""

from __future__ import annotations

from cadran.catalogue.kpis import (
    conversation,
    conversation_channels,
    conversation_pitch,
    file,
    file_stock,
    net,
    productivity,
    productivity_pace,
    productivity_time,
    reach,
    reach_insistence,
    reach_machines,
    reach_rejection,
    reach_speed,
    roi,
    roi_costs,
    roi_time,
    sales,
    sales_basket,
    sales_conversion,
    sales_time,
    tables_rates,
    tables_shares,
    volumes,
    volumes_results,
)
from cadran.catalogue.shape import KPI, Family, Text

FAMILIES: dict[str, Family] = {
    family.id: family
    for family in (
        Family("volume", Text("Volumes", "Volumes"), Text("Combien ?", "How many?")),
        Family(
            "file",
            Text("Qualité du fichier", "List quality"),
            Text(
                "Que vaut le fichier, et que reste-t-il à en tirer ?", "What is the list worth, and what is left in it?"
            ),
        ),
        Family(
            "reach",
            Text("Joignabilité", "Reach"),
            Text("Joint-on les gens, et assez tôt ?", "Are people reached, and soon enough?"),
        ),
        Family(
            "conversation",
            Text("Conversation", "Conversation"),
            Text("Que deviennent les échanges ?", "What becomes of the exchanges?"),
        ),
        Family(
            "productivity",
            Text("Productivité", "Productivity"),
            Text("À quoi passe le temps ?", "Where does the time go?"),
        ),
        Family(
            "sales",
            Text("Performance commerciale", "Sales"),
            Text("Que convainc-on d’acheter ?", "What are people persuaded to buy?"),
        ),
        Family(
            "net",
            Text("Performance commerciale nette", "Net sales"),
            Text("Que reste-t-il une fois tout confirmé ?", "What is left once all is confirmed?"),
        ),
        Family(
            "roi",
            Text("Rentabilité", "Return"),
            Text("Qu’est-ce que cela rapporte ?", "What does it bring in?"),
        ),
    )
}

KPIS: dict[str, KPI] = {
    kpi.id: kpi
    for group in (
        volumes.KPIS,
        volumes_results.KPIS,
        file.KPIS,
        file_stock.KPIS,
        reach.KPIS,
        reach_rejection.KPIS,
        reach_machines.KPIS,
        reach_speed.KPIS,
        reach_insistence.KPIS,
        conversation.KPIS,
        conversation_channels.KPIS,
        conversation_pitch.KPIS,
        productivity.KPIS,
        productivity_pace.KPIS,
        productivity_time.KPIS,
        sales.KPIS,
        sales_basket.KPIS,
        sales_conversion.KPIS,
        sales_time.KPIS,
        net.KPIS,
        roi.KPIS,
        roi_costs.KPIS,
        roi_time.KPIS,
        tables_rates.KPIS,
        tables_shares.KPIS,
    )
    for kpi in group
}
