"""Of what a rate is by agent, team or profile, where a dialer places calls that nobody has (KPI.by_agent)."""

from __future__ import annotations

from cadran.catalogue.shape import Text

CALLS_HAD = Text("sur les appels qu’un téléconseiller a eus", "of the calls that an agent had")
LEADS_HAD = Text("sur les fiches dont un téléconseiller a eu un appel", "of the leads of which an agent had a call")
ONLY_HAD = Text("appels qu’un téléconseiller a eus", "calls that an agent had")
