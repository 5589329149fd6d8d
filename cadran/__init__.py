"""Cadran: the figures of an outbound contact centre, right and open down to their rows."""
