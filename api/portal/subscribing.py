"""What the pages of alerts stand on: the subscriptions, as the composition root passes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Protocol

from fastapi import Depends
from starlette.requests import Request

from search.alerts import SavedSearch
from search.rhythm import Rhythm


class PendingSearch(Protocol):
    """A search that a confirmation link is about; `manage` is empty while it waits for its yes, and
    then the token that manages it."""

    @property
    def search(self) -> SavedSearch: ...

    @property
    def rhythm(self) -> Rhythm: ...

    @property
    def manage(self) -> str: ...


class KeptSearch(Protocol):
    """A confirmed search."""

    @property
    def id(self) -> str: ...

    @property
    def search(self) -> SavedSearch: ...


class ManagedSearches(Protocol):
    """What one subscriber has."""

    @property
    def channel(self) -> str: ...

    @property
    def target(self) -> str: ...

    @property
    def rhythm(self) -> Rhythm: ...

    @property
    def searches(self) -> Sequence[KeptSearch]: ...


class HookSecrets(Protocol):
    """What a webhook's owner is shown once."""

    @property
    def secret(self) -> str: ...

    @property
    def token(self) -> str: ...


class Subscribing(Protocol):
    """The subscriptions (`ops.alerts.subscriptions.Subscriptions`); tokens raise `NotFound`."""

    def ask_by_mail(self, address: str, search: SavedSearch, rhythm: Rhythm, client: str) -> None:
        """Have a mail sent that asks to confirm. Raises `Incomplete`, `Busy`."""

    def ask_by_webhook(self, url: str, search: SavedSearch, client: str) -> HookSecrets:
        """Have a webhook asked to confirm. Raises `Incomplete`, `Busy`."""

    def pending(self, token: str) -> PendingSearch:
        """What a confirmation link is about, also once it was used."""

    def confirm(self, token: str) -> str:
        """Begin to tell; the token that manages it. Once more changes nothing."""

    def managed(self, token: str) -> ManagedSearches:
        """What a subscriber has."""

    def choose(self, token: str, rhythm: Rhythm) -> None:
        """How often from now on."""

    def stop(self, token: str, search: str) -> None:
        """Erase one search; with the last one the subscriber."""

    def known(self, token: str) -> bool:
        """Whether there is anything that leaving would erase."""

    def unsubscribe(self, token: str) -> None:
        """Erase everything of a subscriber; once more changes nothing."""


@dataclass(frozen=True)
class Alerts:
    """What these pages need; `mail` says whether mails can be sent at all."""

    subscriptions: Subscribing
    mail: bool


async def _alerts(request: Request) -> Alerts:
    found: Alerts = request.app.state.alerts
    return found


AlertsGiven = Annotated[Alerts, Depends(_alerts)]
"""What these pages stand on, as a parameter of an endpoint."""
