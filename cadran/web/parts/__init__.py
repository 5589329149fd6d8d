"""What pages are made of: the frame, figures, tables, charts, downloads, what views say; no address leads here."""
