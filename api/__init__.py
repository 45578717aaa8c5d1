"""HTTP: public portal, officers' workbench and JSON API. Translates, decides nothing."""
