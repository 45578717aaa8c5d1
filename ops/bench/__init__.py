"""Measurements against a floor taken in the same run: raw driver, raw engine, raw Ed25519."""
