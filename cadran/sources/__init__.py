"""Where rows come from: one file each kind. `opening.open_sources` finds the kind from the content, not the name."""
