"""Every act on a request that is under way or closed."""

from api.json.request_acts import (
    charging,
    clarifying,
    closing,
    consulting,
    extending,
    receiving,
    remedies,
    replying,
    service,
)
from api.json.request_acts.doing import RequestForm

ALL: tuple[type[RequestForm], ...] = (
    *receiving.FORMS,
    *service.FORMS,
    *clarifying.FORMS,
    *consulting.FORMS,
    *extending.FORMS,
    *charging.FORMS,
    *replying.FORMS,
    *remedies.FORMS,
    *closing.FORMS,
)
"""In the order of a case's life; filing is a route and command of its own."""
