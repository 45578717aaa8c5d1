"""The acts on a request as forms: what each asks, when it is possible, what it calls."""
