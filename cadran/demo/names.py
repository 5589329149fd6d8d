"""First and last names, companies and e-mail addresses, combined at random: nobody's in particular."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cadran.demo.clock import Flags, Ints

_FIRST = (
    "Adrien Agathe Alexandre Alice Amélie Anaïs André Anne Antoine Arthur Aurélie Baptiste Bernard Camille Caroline "
    "Catherine Chantal Charlotte Christian Christophe Claire Claude Clément Corinne Damien Daniel David Delphine Denis "
    "Didier Dominique Élodie Émilie Emma Éric Fabien Fabrice Florence Florian Françoise Frédéric Gabriel Gaëlle Georges "
    "Gérard Gilles Guillaume Hélène Hugo Inès Isabelle Jacques Jean Jérôme Joël Julie Julien Karine Laetitia Laurence "
    "Laurent Léa Louise Lucas Lucie Manon Marc Marie Marion Martine Mathieu Maxime Michel Monique Nadia Nathalie Nicolas "
    "Nicole Olivier Pascal Patricia Patrick Paul Philippe Pierre Quentin Raphaël Romain Sabrina Samuel Sandrine Sarah "
    "Sébastien Serge Sophie Stéphane Stéphanie Sylvie Thierry Thomas Valérie Vincent Virginie Yann Yasmine"
)
_LAST = (
    "Adam Albert André Antoine Arnaud Aubert Bailly Barbier Baron Benoit Bernard Berger Bertrand Besson Blanc Blanchard "
    "Bonnet Boucher Bouvier Boyer Breton Brun Brunet Carpentier Caron Charles Charpentier Chevalier Clément Colin Collet "
    "Cordier Cousin Da-Silva David Denis Deschamps Dubois Dufour Dumas Dumont Dupont Dupuis Durand Duval Étienne Fabre "
    "Faure Fernandez Fleury Fontaine Fournier François Gaillard Garcia Garnier Gauthier Gautier Gérard Girard Giraud "
    "Gonzalez Guérin Guillaume Guillot Henry Hubert Humbert Jacquet Jean Joly Julien Klein Lacroix Lambert Laurent "
    "Leblanc Leclerc Lecomte Lefebvre Lefèvre Legrand Lemaire Lemoine Leroux Leroy Louis Lucas Maillard Mallet Marchal "
    "Marchand Marie Martin Martinez Marty Masson Mathieu Ménard Mercier Meunier Meyer Michel Millet Monnier Moreau Morel "
    "Morin Moulin Muller Nicolas Noël Olivier Paris Perez Perret Perrin Perrot Petit Philippe Picard Pierre Poirier Renard "
    "Renaud Rey Richard Rivière Robert Robin Roche Rodriguez Roger Rolland Rousseau Roussel Roux Royer Sanchez Schmitt "
    "Simon Thomas Vasseur Vidal Vincent Weber"
)
_TRADES = (
    "Menuiserie|Plomberie|Électricité|Maçonnerie|Toiture|Peinture|Carrelage|Garage|Transports|Ateliers|Cabinet|"
    "Imprimerie|Boulangerie|Paysages|Serrurerie|Négoce|Bureau d'études|Conseil|Matériaux|Rénovation"
)

FIRST, LAST, TRADE = _FIRST.split(), _LAST.split(), _TRADES.split("|")

_PLAIN = str.maketrans("ÉéèêëàâçîïôûÀÇ ", "eeeeeaaciiouac-")


def pick(rng: np.random.Generator, words: list[str], rows: int) -> tuple[pa.Array, Ints]:
    """`rows` words drawn at random, and which ones."""
    which = rng.integers(0, len(words), rows)
    return pa.array(words, pa.large_string()).take(which), which


def emails(first: Ints, last: Ints, rows: Ints, known: Flags) -> pa.Array:
    """first.last and a number at example.org, null where not known."""
    left = pa.array([name.translate(_PLAIN).lower() for name in FIRST], pa.large_string()).take(first)
    right = pa.array([name.translate(_PLAIN).lower() for name in LAST], pa.large_string()).take(last)
    number = pc.cast(pa.array(rows), pa.large_string())
    at = pa.scalar("@example.org", pa.large_string())
    dot, nothing = pa.scalar(".", pa.large_string()), pa.scalar("", pa.large_string())
    local = pc.binary_join_element_wise(left, right, number, dot)
    return pc.if_else(
        pa.array(known), pc.binary_join_element_wise(local, at, nothing), pa.scalar(None, pa.large_string())
    )
