"""Commands on requests: each method is one act, from what people write to sealed events.

What is personal is sealed here for the event it will stand in; what is printed is printed here, and
its bytes are durable before the event names them. A try that meets a conflict does all of it again:
keys are found again, blobs of the lost try are ownerless and swept.
"""

from dataclasses import dataclass

from domain.requests.acts.charging import ChargingActs
from domain.requests.acts.clarifying import ClarifyingActs
from domain.requests.acts.closing import ClosingActs
from domain.requests.acts.consulting import ConsultingActs
from domain.requests.acts.erasing import ErasingActs
from domain.requests.acts.extending import ExtendingActs
from domain.requests.acts.filing import FilingActs
from domain.requests.acts.receiving import ReceivingActs
from domain.requests.acts.remedies import RemedyActs
from domain.requests.acts.replying import ReplyingActs
from domain.requests.acts.service import ServiceActs


@dataclass(frozen=True)
class Handling(
    FilingActs,
    ReceivingActs,
    ServiceActs,
    ClarifyingActs,
    ConsultingActs,
    ExtendingActs,
    ChargingActs,
    ReplyingActs,
    RemedyActs,
    ClosingActs,
    ErasingActs,
):
    """办理: the application layer of requests; its chapters stand in `domain.requests.acts`."""
