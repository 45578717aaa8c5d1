"""What every act on a request is done with, over the JSON API and the command line alike."""

from abc import abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar

from api.json.acting import Form
from api.json.request_forms import DispatchForm, EvidenceForm, LetterForm, MakePart
from domain.archive import Caller, Recorded
from domain.content import Content
from domain.requests.given import GivenDispatch, GivenEvidence, GivenLetter
from domain.requests.handling import Handling


@dataclass(frozen=True)
class Doing:
    """Who does it to which request, and what uploaded files become.

    `destroy` destroys stored contents for ever, when a person is erased.
    """

    handling: Handling
    caller: Caller
    request: str
    expected: int | None
    part: MakePart
    destroy: Callable[[Iterable[Content]], None]

    def evidence(self, form: EvidenceForm) -> GivenEvidence:
        """A proof as handed in."""
        return form.given(self.part)

    def letter(self, form: LetterForm) -> GivenLetter:
        """A letter as the officer wants it."""
        return form.given(self.part)

    def dispatch(self, form: DispatchForm) -> GivenDispatch:
        """A dispatch as stated."""
        return form.given(self.part)


class RequestForm(Form):
    """The body of one act on a request; `ACTION` is its line in the permission table."""

    ACTION: ClassVar[str]

    @abstractmethod
    def act(self, doing: Doing) -> Recorded:
        """Do it. Raises what the command of this name raises."""

    @classmethod
    def path_word(cls) -> str:
        """The last segment of its route and the name of its command."""
        return cls.ACTION.partition(".")[2].replace("_", "-")
