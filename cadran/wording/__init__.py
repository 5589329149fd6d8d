"""How values, members and periods are written for a person, in French and in English."""
