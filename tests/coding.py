"""Coders in a blind round, through the product's own actions."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from osteopro.research import actions, versions
from osteopro.research.models import Round, TranscriptVersion
from osteopro.research.queries import coding, rounds
from osteopro.research.queries.rounds import RoundView
from osteopro.research.text.normal import Span
from tests import studies
from tests.builders import Staff
from tests.studies import Studied

TALK = "\n".join(
    (
        "访谈者：您觉得每个星期记这个，怎么样？",
        "P7：刚开始嘛，觉得麻烦，要填的多。后头熟了，几分钟就好。😖我也不晓得医生有没有看，有时候觉得更像走形式。",
        "访谈者：什么时候会这样觉得？",
        "P7：就是填了以后没得人说话的时候。〔护士甲〕打电话来那次就不一样，心里一下就踏实了。",
    )
)


@dataclass(frozen=True)
class Coded:
    """A blind round over one transcript."""

    studied: Studied
    version_id: int
    round_id: int
    no: int

    def doing(self, who: Staff) -> dict[str, Any]:
        return {"by": who.actor, "study_id": self.studied.study_id}

    @property
    def text(self) -> str:
        return versions.text_of(self.version_id)

    def span(self, words: str) -> Span:
        start = self.text.index(words)
        return Span(start, start + len(words))

    def mark(self, who: Staff, words: str, *meanings: str) -> UUID:
        """`who` marks the first place with these words, and says what they mean."""
        guid = actions.mark_statement(
            **self.doing(who),
            round_id=self.round_id,
            version_id=self.version_id,
            span=self.span(words),
            key=uuid4(),
        )
        for label in meanings:
            actions.say_meaning(**self.doing(who), statement=guid, label=label, key=uuid4())
        return guid

    def submit(self, *people: Staff) -> None:
        for who in people:
            actions.submit_round(**self.doing(who), round_id=self.round_id)

    def bring_together(self) -> Round:
        no = actions.open_consensus(
            **self.doing(self.studied.qin), round_id=self.round_id, key=uuid4()
        )
        return Round.objects.get(study_id=self.studied.study_id, no=no)

    @property
    def newest(self) -> int:
        """The newest version of the transcript."""
        coded = TranscriptVersion.objects.get(pk=self.version_id)
        return coded.transcript.versions.latest("no").pk

    def freeze_anew(self, *replaced: tuple[str, str]) -> int:
        """Freeze the newest text again, with a beginning and other words for some."""
        text = "（补上开头）\n" + versions.text_of(self.newest)
        for words, other in replaced:
            text = text.replace(words, other)
        clean = studies.without_names(self.studied, self.newest, text)
        return actions.freeze(**self.doing(self.studied.qin), version_id=clean, key=uuid4())

    def page(self, who: Staff, number: int = 1) -> coding.PageView:
        """A page of the text as `who` sees it in this round."""
        return coding.page_of(who.account_id, [self.round_id], self.version_id, number)

    @property
    def view(self) -> RoundView:
        return rounds.round_of(self.studied.study_id, self.no)


def blind(
    studied: Studied, text: str = TALK, number: int = 7, *, coders: Collection[Staff] = ()
) -> Coded:
    """A round of these coders (Qin and Luo) over a transcript of Participant `number`."""
    version_id = studies.frozen(studied, text, number)
    no = actions.open_round(
        by=studied.qin.actor,
        study_id=studied.study_id,
        versions=[version_id],
        coders=[each.account_id for each in coders or (studied.qin, studied.luo)],
        key=uuid4(),
    )
    return Coded(studied, version_id, Round.objects.get(no=no).pk, no)
