"""HTTP: the public portal, the JSON API and the officers' sign-in. Translates, decides nothing."""
