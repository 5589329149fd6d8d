"""Tables derived from rows at load: journeys of leads, agents' time, days of costs, promises."""
