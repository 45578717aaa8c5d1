"""Recorders: the journal on each database, behind the port `domain.journal.Journal`."""
