"""The hundred and fifty disclosure requests of the demonstration county, in every state."""
