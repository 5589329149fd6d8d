"""Net sales: what holds to the end."""

from __future__ import annotations

from cadran.catalogue.kpis._rows import appointment, order, state
from cadran.catalogue.shape import DAY, KPI, Basis, Benchmark, Better, Example, Text, Unit
from cadran.catalogue.sources import cited

_STUDIES = Text("Selon certaines études citées", "By “certain studies” quoted")

TWO_HOURS = (state(0, 30, "waiting"), state(30, 60, "talking"), state(90, 30, "wrap"))

KPIS = (
    KPI(
        id="net_sales",
        family="net",
        name=Text("Ventes nettes", "Net sales"),
        unit=Unit.COUNT,
        better=Better.UP,
        num="orders_confirmed",
        matures_s=14 * DAY,
        question=Text("Combien de ventes sont définitivement acquises ?", "How many sales are won for good?"),
        formula=Text(
            fr="Nombre de commandes confirmées, comptées au jour où elles ont été prises.",
            en="Number of orders confirmed, counted on the day they were taken.",
        ),
        reading=Text(
            fr="Une période récente n’a pas fini de se confirmer : la comparer au même âge, pas telle quelle. Une "
            "confirmation tardive corrige la période de la vente.",
            en="A recent period is not done confirming: compare it at the same age, not as it stands. A late "
            "confirmation restates the sale’s own period.",
        ),
        action=Text(
            fr="Payer les primes sur les ventes nettes plutôt que brutes, rappeler pour confirmer dans les deux "
            "jours, suivre les commandes en attente trop vieilles.",
            en="Pay bonuses on net sales rather than gross, call to confirm within two days, chase orders pending "
            "for too long.",
        ),
        synonyms=(
            Text("ventes confirmées", "confirmed sales"),
            Text("ventes validées", "confirmed sales"),
        ),
        refs=("001#nette",),
        see_also=("sales", "net_sales_rate"),
        breakdowns=("campaign", "agent", "product"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "orders": (
                    order(1, "A", 100, status="confirmed"),
                    order(2, "B", 80, status="confirmed"),
                    order(3, "C", 60, status="cancelled"),
                    order(4, "D", 40),
                ),
            },
            value=2,
            working=Text(
                fr="Deux commandes confirmées ; l’annulée et celle en attente n’en sont pas.",
                en="Two orders confirmed; the cancelled one and the pending one are not.",
            ),
        ),
    ),
    KPI(
        id="net_sales_rate",
        family="net",
        name=Text("Taux de vente net", "Net sales rate"),
        short=Text("Part nette", "Net share"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="orders_confirmed",
        den="orders_taken",
        subset=True,
        matures_s=14 * DAY,
        question=Text(
            fr="Quelle part des ventes annoncées tient jusqu’au bout ?",
            en="What share of the sales announced holds to the end?",
        ),
        formula=Text("Commandes confirmées / commandes prises.", "Orders confirmed / orders taken."),
        reading=Text(
            fr="Les commandes en attente comptent au dénominateur : le taux d’une période monte à mesure qu’elles "
            "se décident. À comparer entre téléconseillers sur des périodes closes.",
            en="Pending orders are in the denominator: a period’s rate rises as they are decided. Compare agents "
            "over closed periods.",
        ),
        action=Text(
            fr="Bas chez quelques-uns : ventes forcées, écouter leurs appels. Bas partout : délai de livraison, "
            "rétractation, contrôle de solvabilité.",
            en="Low for some: forced sales, listen to them. Low everywhere: delivery delay, withdrawal, credit check.",
        ),
        synonyms=(Text("taux de confirmation", "confirmation rate"),),
        refs=("001#nette",),
        see_also=("net_sales", "orders"),
        breakdowns=("agent", "product", "campaign"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "orders": (
                    order(1, "A", 100, status="confirmed"),
                    order(2, "B", 80, status="confirmed"),
                    order(3, "C", 60, status="cancelled"),
                    order(4, "D", 40),
                ),
            },
            value=0.5,
            working=Text("Deux commandes confirmées sur 4 prises : 50 %.", "Two orders confirmed of 4 taken: 50%."),
        ),
    ),
    KPI(
        id="closing_rate",
        family="net",
        name=Text("Taux de closing", "Closing rate"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="sales_from_appointments",
        den="appointments",
        same_as="conversion_per_appointment",
        question=Text(
            "Combien des rendez-vous pris par les téléconseillers se signent ?",
            "How many of the appointments the callers booked are closed?",
        ),
        formula=Text(
            fr="Ventes conclues sur les rendez-vous pris par les téléconseillers / rendez-vous pris.",
            en="Sales closed on appointments the callers booked / appointments booked.",
        ),
        reading=Text(
            fr="Le même chiffre que le taux de transformation par rendez-vous, sous le nom que lui donnent les commerciaux. Il juge autant "
            "le vendeur que la qualité du rendez-vous.",
            en="The same figure as the conversion rate by appointment, under the name sellers give it. It judges the "
            "seller as much as the appointment’s quality.",
        ),
        action=Text(
            fr="Comparer les téléconseillers chez un même vendeur, et les vendeurs sur un même lot de rendez-vous.",
            en="Compare agents with the same seller, and sellers on the same batch of appointments.",
        ),
        synonyms=(Text("taux de conclusion", "win rate"),),
        benchmarks=(
            Benchmark(
                kind="average",
                value=0.44,
                source=cited("001", quotes=_STUDIES),
                weakness=Text(
                    "Études non nommées ; ni secteur ni nombre de rendez-vous",
                    "The studies are not named; neither sector nor number of appointments",
                ),
            ),
            Benchmark(
                kind="best",
                value=0.57,
                source=cited("001", quotes=_STUDIES),
                weakness=Text(
                    "Études non nommées ; ni secteur ni nombre de rendez-vous",
                    "The studies are not named; neither sector nor number of appointments",
                ),
            ),
        ),
        refs=("001#nette",),
        see_also=("conversion_per_appointment", "appointment_show_rate"),
        breakdowns=("campaign", "agent", "team"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "appointments": (appointment(1, "A", status="held"), appointment(2, "B", status="no_show")),
                "orders": (order(1, "A", 100, appointment_id="r1"),),
            },
            value=0.5,
            working=Text("Une vente sur 2 rendez-vous pris : 50 %.", "One sale of 2 appointments booked: 50%."),
        ),
    ),
    KPI(
        id="appointment_show_rate",
        family="net",
        name=Text("Taux de rendez-vous honorés", "Appointment show rate"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="appointments_held",
        den="appointments_due",
        subset=True,
        matures_s=2 * DAY,
        question=Text(
            "Combien de rendez-vous échus ont vraiment eu lieu ?", "How many of the appointments due were really held?"
        ),
        formula=Text(
            fr="Rendez-vous tenus / rendez-vous échus, datés du jour prévu ; annulés et déplacés exclus.",
            en="Appointments held / appointments due, dated by the day planned; cancelled and moved ones aside.",
        ),
        reading=Text(
            fr="Un rendez-vous à venir n’est pas échu. Échu et resté sans suite, il compte comme non tenu : la saisie des vendeurs pèse.",
            en="An appointment still to come is not due. One due and never updated counts as not held: how sellers log them weighs.",
        ),
        action=Text(
            fr="Confirmer la veille, raccourcir le délai entre la prise et la visite, relancer les absents le jour même.",
            en="Confirm the day before, shorten the delay between booking and visit, call no-shows the same day.",
        ),
        synonyms=(Text("taux de présence", "show-up rate"),),
        refs=("trade",),
        see_also=("closing_rate", "appointments"),
        breakdowns=("campaign", "agent", "source"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "appointments": (
                    appointment(1, "A", status="held", scheduled_at="2025-03-05T09:00:00Z"),
                    appointment(2, "B", status="no_show", scheduled_at="2025-03-05T10:00:00Z"),
                    appointment(3, "C", status="held", scheduled_at="2025-03-06T09:00:00Z"),
                    appointment(4, "D", status="cancelled", scheduled_at="2025-03-06T10:00:00Z"),
                    appointment(5, "E", scheduled_at="2025-03-12T10:00:00Z"),
                ),
            },
            value=2 / 3,
            working=Text(
                fr="Au 10 mars, 3 rendez-vous sont échus, 2 ont été tenus : 67 %. L’annulé et celui du 12 n’entrent pas.",
                en="On 10 March 3 appointments are due, 2 were held: 67%. The cancelled one and that of the 12th stay out.",
            ),
            as_of="2025-03-10T09:00:00Z",
        ),
    ),
    KPI(
        id="net_sales_per_hour",
        family="net",
        name=Text("Ventes nettes par heure", "Net sales per hour"),
        unit=Unit.PER_HOUR,
        better=Better.UP,
        num="orders_confirmed",
        den="time_worked_s",
        factor=3600,
        basis=Basis.ACTIVITY,
        matures_s=14 * DAY,
        question=Text(
            "Combien de ventes qui tiennent une heure de production donne-t-elle ?",
            "How many sales that hold does an hour worked yield?",
        ),
        formula=Text(
            "Ventes nettes (commandes confirmées) / heures de production.",
            "Net sales (orders confirmed) / hours worked.",
        ),
        reading=Text(
            fr="Le rendement dont on est sûr. Les dernières semaines montent encore à mesure que les commandes se confirment.",
            en="The yield one can count on. Recent weeks still rise as orders get confirmed.",
        ),
        action=Text(
            fr="L’écart avec les ventes par heure désigne qui vend vite et mal : écouter, puis primer sur le net.",
            en="The gap with sales per hour shows who sells fast and badly: listen, then pay bonuses on net.",
        ),
        synonyms=(Text("ventes confirmées à l’heure", "confirmed sales per hour"),),
        refs=("trade",),
        see_also=("sales_per_hour", "net_sales_rate"),
        breakdowns=("campaign", "agent", "team"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "agent_states": TWO_HOURS,
                "orders": (
                    order(1, "A", 100, status="confirmed"),
                    order(2, "B", 80, status="cancelled"),
                    order(3, "C", 60),
                ),
            },
            value=0.5,
            working=Text("Une commande confirmée en 2 h : 0,5 par heure.", "One order confirmed in 2 h: 0.5 an hour."),
        ),
    ),
)
