"""The command line: one file a family of commands, loaded only when asked for, so that a small answer comes fast."""
