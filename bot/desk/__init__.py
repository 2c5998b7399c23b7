"""The editors' desk: the dossier as its files are now, each record's card, and a question box; follows every save."""
