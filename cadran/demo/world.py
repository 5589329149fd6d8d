"""The demonstration centre, declared: clients, campaigns, lists, teams, products, numbers and the three planted problems.

Nothing here is drawn at random and nothing depends on the date: days are counted from the first of the 120.
Volumes are those of scale 1. Companies and people are invented.
"""

from __future__ import annotations

from dataclasses import dataclass

DAYS = 120


@dataclass(frozen=True, slots=True)
class Number:
    """A displayed number: its share of the campaign's calls and the share of them that are declined."""

    shown: str
    share: float
    declined: float


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign and how its leads behave; probabilities are those of an average agent on an average lead."""

    id: str
    name: str
    client: str
    objective: str
    mode: str
    temperature: str
    audience: str
    max_attempts: int
    slot: int
    starts: int
    script: str
    numbers: tuple[Number, ...]
    answered: float  # share of a fresh list's calls that a person answers
    argued: float  # of conversations with somebody in the target
    won: float  # of argued conversations
    qualified: float  # of conversations without a pitch
    callback: float  # of conversations without a pitch
    products: tuple[str, ...]

    @property
    def is_parallel(self) -> bool:
        """The dialer calls several people at once and gives agents those who answer."""
        return self.mode in ("predictive", "power")

    @property
    def is_automated(self) -> bool:
        return self.mode not in ("manual", "preview")

    @property
    def is_hot(self) -> bool:
        return self.temperature == "hot"

    @property
    def success(self) -> str:
        return "sale" if self.objective == "sale" else "appointment"

    @property
    def opening(self) -> str:
        return "mon-fri 10:00-13:00, 14:00-20:00" if self.audience == "b2c" else "mon-fri 09:00-12:30, 13:30-17:00"


@dataclass(frozen=True, slots=True)
class ProspectList:
    """A list: how many leads at scale 1, in deliveries on the given days, and how good they are when delivered."""

    id: str
    name: str
    campaign: str
    source: str
    deliveries: tuple[int, ...]
    leads: int
    unit_price: float
    reach: float  # beside the campaign's rate
    unassigned: float
    wrong: float
    mobile: float
    spread: int = 0  # days over which a delivery is handed to the dialer
    closes: int | None = None
    is_hot: bool = False


@dataclass(frozen=True, slots=True)
class Team:
    """A team: its share of the agents, and the campaigns it works on with their shares of the team."""

    name: str
    site: str
    weight: int
    work: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Product:
    """A product: price range and margin rate, in the currency its client bills in."""

    id: str
    name: str
    category: str
    low: float
    high: float
    margin: float
    currency: str = "EUR"
    is_base: bool = False  # what else its family sells is an upgrade of it


SATURATED = "+33163050412"

# Automatic dialers show numbers of the ranges opened to them (01 63, 02 71, 03 78, 04 25, 05 69, 09 49), in blocks that
# no operator holds; campaigns dialled by hand show geographic numbers of the ranges kept for fiction.
CAMPAIGNS = (
    Campaign(
        "BILAN", "Bilan énergétique, rendez-vous", "Solévia Énergie", "appointment", "predictive", "cold", "b2c", 7, 30, 0,
        "bilan-2",
        (Number(SATURATED, 0.40, 0.030), Number("+33271060233", 0.20, 0.028), Number("+33378040871", 0.20, 0.030),
         Number("+33425070659", 0.20, 0.029)),
        0.40, 0.385, 0.155, 0.03, 0.40, ("P-REGUL", "P-ISO"),
    ),
    Campaign(
        "VERTE", "Électricité verte, vente", "Solévia Énergie", "sale", "power", "cold", "b2c", 6, 30, 0,
        "verte-1",
        (Number("+33163050518", 0.34, 0.030), Number("+33569020347", 0.33, 0.032), Number("+33949080126", 0.33, 0.034)),
        0.39, 0.42, 0.150, 0.02, 0.40, ("P-ELEC", "P-DUO"),
    ),
    Campaign(
        "DEVIS", "Demandes de devis en ligne", "Mutuelle Arvelle", "sale", "progressive", "hot", "b2c", 5, 15, 0,
        "devis-1",
        (Number("+33271060702", 0.5, 0.018), Number("+33949080344", 0.5, 0.020)),
        0.92, 0.50, 0.26, 0.05, 0.62, ("P-SANTE", "P-AUTO"),
    ),
    Campaign(
        "SENIORS", "Prévoyance seniors, rendez-vous", "Mutuelle Arvelle", "appointment", "progressive", "warm", "b2c",
        6, 30, 0, "seniors-3",
        (Number("+33378040915", 0.5, 0.024), Number("+33425070288", 0.5, 0.026)),
        0.47, 0.44, 0.170, 0.03, 0.45, ("P-PREV",),
    ),
    Campaign(
        "PME", "Logiciel de gestion, qualification", "Helvédia Logiciels", "qualification", "preview", "cold", "b2b",
        6, 60, 0, "pme-1",
        (Number("+33353010041", 0.6, 0.012), Number("+33465710027", 0.4, 0.012)),
        0.40, 0.34, 0.120, 0.16, 0.52, ("P-GEST",),
    ),
    Campaign(
        "ARTISANS", "Démonstration artisans, rendez-vous", "Helvédia Logiciels", "appointment", "manual", "cold", "b2b",
        5, 60, 18, "artisans-1",
        (Number("+33536490063", 1.0, 0.014),),
        0.42, 0.41, 0.150, 0.04, 0.48, ("P-GEST", "P-DEVIS"),
    ),
)  # fmt: skip

LOT = tuple(range(30, DAYS, 7))  # the weekly deliveries of the list that goes bad

LISTS = (
    ProspectList("L01", "Propriétaires maison 2026", "BILAN", "Datalis", (-6, 13), 42_000, 0.22, 1.00, 0.070, 0.045, 0.62,
                 spread=50, closes=98),
    ProspectList("L02", "Chauffage fioul Grand Est", "BILAN", "Prospectéo", (24, 38), 38_000, 0.27, 1.06, 0.055, 0.040, 0.55, spread=45),
    ProspectList("L03", "Rénovation, inscriptions partenaires", "BILAN", "Coregia", LOT, 44_000, 0.19, 1.04, 0.065,
                 0.045, 0.74, spread=5),
    ProspectList("L04", "Travaux d'énergie automne", "BILAN", "Datalis", (76, 97), 34_000, 0.24, 1.02, 0.060, 0.040, 0.64, spread=24),
    ProspectList("L05", "Contrats de plus de 3 ans", "VERTE", "Prospectéo", (-4, 13), 26_000, 0.20, 1.00, 0.060, 0.045,
                 0.66, spread=40),
    ProspectList("L06", "Emménagements récents", "VERTE", "Habitia", (34, 55), 28_000, 0.31, 1.07, 0.050, 0.050, 0.80, spread=36),
    ProspectList("L07", "Multi-énergies Sud-Ouest", "VERTE", "Prospectéo", (73, 94), 27_000, 0.21, 0.98, 0.065, 0.045,
                 0.64, spread=27),
    ProspectList("L08", "Formulaire du site", "DEVIS", "Site web", (), 9_000, 0.0, 1.05, 0.010, 0.012, 0.88,
                 is_hot=True),
    ProspectList("L09", "Comparateur partenaire", "DEVIS", "Comparateur", (), 5_000, 9.0, 0.94, 0.020, 0.022, 0.86,
                 is_hot=True),
    ProspectList("L10", "Anciens clients 55 ans et plus", "SENIORS", "Fichier client", (-5, 30, 66), 58_000, 0.05, 1.00,
                 0.060, 0.045, 0.42, spread=50),
    ProspectList("L11", "PME 10 à 249 salariés", "PME", "Annuaire Pro", (-3, 40, 80), 21_000, 0.38, 1.00, 0.055, 0.045,
                 0.22, spread=40),
    ProspectList("L12", "Artisans du bâtiment", "ARTISANS", "Annuaire Pro", (16, 66), 24_000, 0.33, 1.00, 0.060, 0.045,
                 0.58, spread=52),
)  # fmt: skip

TEAMS = (
    Team("Mistral", "Lille", 8, (("BILAN", 1.0),)),
    Team("Tramontane", "Lille", 11, (("BILAN", 0.60), ("VERTE", 0.40))),
    Team("Alizé", "Nantes", 9, (("DEVIS", 0.55), ("VERTE", 0.45))),
    Team("Sirocco", "Nantes", 12, (("SENIORS", 1.0),)),
    Team("Zéphyr", "Lyon", 13, (("PME", 0.5), ("ARTISANS", 0.5))),
)

PRODUCTS = (
    Product("P-REGUL", "Régulation de chauffage", "Chauffage", 380, 940, 0.24),
    Product("P-ISO", "Isolation des combles", "Isolation", 1_400, 3_200, 0.12),
    Product("P-ELEC", "Électricité verte 12 mois", "Énergie", 780, 1_350, 0.085, is_base=True),
    Product("P-DUO", "Électricité et gaz 12 mois", "Énergie", 1_450, 2_600, 0.07),
    Product("P-SANTE", "Complémentaire santé", "Assurance", 620, 1_480, 0.19),
    Product("P-AUTO", "Assurance auto", "Assurance", 410, 920, 0.16),
    Product("P-PREV", "Prévoyance obsèques", "Assurance", 540, 1_260, 0.22),
    Product("P-GEST", "Licence de gestion PME", "Logiciel", 900, 3_400, 0.34, "CHF"),
    Product("P-DEVIS", "Devis et factures artisans", "Logiciel", 420, 980, 0.38, "CHF", is_base=True),
)

# The three planted problems.
BAD_LIST = "L03"
BAD_LIST_DAY = 65  # deliveries from this day on
BAD_LIST_UNASSIGNED, BAD_LIST_WRONG, BAD_LIST_REACH = 0.27, 0.13, 0.60
SCRIPT_TEAM, SCRIPT_CAMPAIGN, SCRIPT_DAY, SCRIPT_NAME = "Tramontane", "VERTE", 64, "verte-2"
SCRIPT_ARGUED = 0.66  # times the argued rate of before
SATURATED_DAY, SATURATED_DECLINED = 35, 0.165  # starts climbing on that day, declined on the last day

CAMPAIGN_INDEX = {campaign.id: index for index, campaign in enumerate(CAMPAIGNS)}
LIST_INDEX = {item.id: index for index, item in enumerate(LISTS)}
TEAM_INDEX = {team.name: index for index, team in enumerate(TEAMS)}
NUMBERS = tuple(number.shown for campaign in CAMPAIGNS for number in campaign.numbers)
