"""Speed and memory, as ratios measured in one run on one machine, against hand-written SQL and what a user would take."""
