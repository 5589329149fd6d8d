"""The store as it was: versions known at an earlier instant, journeys as they then were."""
