"""A user's own part of Cadran, as data in one TOML file: KPIs and measures, targets, dispositions, settings."""

from cadran.config.location import find_config
from cadran.config.reading import parse_config, read_config
from cadran.config.shape import NOTHING, Config, Meaning, Settings, Target

__all__ = ["NOTHING", "Config", "Meaning", "Settings", "Target", "find_config", "parse_config", "read_config"]
