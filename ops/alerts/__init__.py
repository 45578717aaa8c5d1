"""Saved searches of citizens and programs: who asked, what is found for them, how they are told.

All of it lies in `subscriptions.db`, beside the journal and never in it: who wants to know what is
personal data and is erased without a trace the moment somebody no longer wants it.
"""
