"""Read models: what everyone sees, folded from the journal and rebuilt from it at any time."""
