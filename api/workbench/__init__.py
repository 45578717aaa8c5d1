"""The officers' workbench as pages: plain forms over the same acts as the JSON API."""
