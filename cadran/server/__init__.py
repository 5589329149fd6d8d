"""One process owns a store; others reach it through a socket beside the file. Nothing here knows the web."""
