"""From files to the store: what they are, what their values mean, how their rows land, what is derived from them."""
