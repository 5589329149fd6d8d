"""The web product: people, rights, pages and API over one store. The only layer that knows Django."""
