"""The words of the demonstration records: one module of templates for each field of work."""
