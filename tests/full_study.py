"""A study with something behind every one of its addresses."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from osteopro import clock
from osteopro.research import actions
from osteopro.research.models import (
    BoardMove,
    Criterion,
    GuideQuestion,
    Interview,
    Member,
    MemberCheck,
    Narrative,
    Participant,
    Recording,
    Round,
    Statement,
    StatementMeaning,
    Theme,
    TranscriptVersion,
)
from osteopro.research.terms import CheckWay, NarrativeKind, PaperKind, RecordingState
from osteopro.research.text.normal import Span
from tests import studies, study_results
from tests.studies import Studied

Ids = Mapping[str, Any]


def filled(studied: Studied, first: int = 1) -> Ids:
    """Everything there is in a study, and the ids of it. What Participant `first` said is analysed
    to its end, the words of the next one are coded; by `first` numbers of two studies differ."""
    of = {"study_id": studied.study_id}
    study_results.structured(studied, first=first)
    whose = Participant.objects.get(**of, number=first)
    talk = Interview.objects.get(participant=whose)
    text = Narrative.objects.get(**of, kind=NarrativeKind.STRUCTURE)
    said = Statement.objects.filter(round__study_id=studied.study_id).earliest("pk").guid
    theme = Theme.objects.filter(**of).latest("pk").guid
    odd = uuid4()
    actions.note_deviant(
        by=studied.zhou.actor, **of, statement=said, theme=theme, comment="不合", key=odd
    )
    return {
        **of,
        **coded(studied, first),
        "number": whose.number,
        "participant": whose.pk,
        "interview_id": talk.pk,
        "interview": talk.guid,
        "theme": theme,
        "deviant": odd,
        "cluster": BoardMove.objects.filter(**of, kind="cluster").latest("pk").item,
        "move": BoardMove.objects.filter(**of).latest("pk").guid,
        "agreed": said,
        "text": text.guid,
        "check": _asked(studied, text, whose),
        "paper": _paper(studied),
        "recording": _recorded(studied, talk),
        "criterion": Criterion.objects.filter(**of).earliest("pk").guid,
        "question": GuideQuestion.objects.get(guide__study_id=studied.study_id).guid,
        "member": Member.objects.get(**of, account=studied.luo.account_id).pk,
        "member_guid": Member.objects.get(**of, account=studied.luo.account_id).guid,
        "coder": studied.luo.account_id,
    }


def coded(studied: Studied, first: int) -> Ids:
    """A blind round of all three over one text, in which who leads marked something."""
    by: dict[str, Any] = {"by": studied.zhou.actor, "study_id": studied.study_id}
    version = studies.frozen(studied, study_results.TEXT, first + 1)
    people = [studied.zhou.account_id, studied.qin.account_id, studied.luo.account_id]
    no = actions.open_round(**by, versions=[version], coders=people, key=uuid4())
    coded = Round.objects.get(study_id=studied.study_id, no=no)
    coded.no = first + 100
    coded.save()
    actions.note_reading(**by, version_id=version, key=uuid4())
    statement = actions.mark_statement(
        **by, round_id=coded.pk, version_id=version, span=Span(0, 3), key=uuid4()
    )
    actions.say_meaning(**by, statement=statement, label="问话", key=uuid4())
    link = StatementMeaning.objects.select_related("meaning").get(statement__guid=statement)
    return {
        "version": TranscriptVersion.objects.get(pk=version).guid,
        "version_id": version,
        "round_id": coded.pk,
        "round_no": coded.no,
        "statement": statement,
        "link": link.guid,
        "meaning": link.meaning.guid,
    }


def _asked(studied: Studied, text: Narrative, whose: Participant) -> UUID:
    row = MemberCheck.objects.create(
        guid=uuid4(),
        narrative=text,
        participant=whose,
        way=CheckWay.PHONE,
        sent_at=clock.now(),
        sent_by=studied.zhou.account_id,
    )
    return row.guid


def _paper(studied: Studied) -> UUID:
    key = uuid4()
    file = actions.File("a.pdf", "application/pdf", b"%PDF-1.7")
    actions.keep_paper(
        by=studied.zhou.actor,
        study_id=studied.study_id,
        kind=PaperKind.PROTOCOL,
        version="2",
        file=file,
        key=key,
    )
    return key


def _recorded(studied: Studied, talk: Interview) -> UUID:
    row = Recording.objects.create(
        guid=uuid4(),
        interview=talk,
        state=RecordingState.ARRIVING,
        file_type="audio/mpeg",
        bytes=9,
        part_bytes=9,
        sha256="0" * 64,
        at=clock.now(),
        by=studied.qin.account_id,
    )
    return row.guid
