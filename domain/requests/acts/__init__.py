"""The acts on requests, by chapter; `domain.requests.handling` puts them together."""
