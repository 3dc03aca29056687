"""A study with a team, made only through the product's own actions."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from osteopro import clock
from osteopro.access.terms import Role
from osteopro.research import actions, versions
from osteopro.research.actions import Description, Question
from osteopro.research.models import (
    Interview,
    Meaning,
    Participant,
    Round,
    Screening,
    Statement,
    StatementMeaning,
    StudyConsent,
    TranscriptVersion,
)
from osteopro.research.terms import (
    ConsentScope,
    ConsentWay,
    Duty,
    GuidePart,
    PaperKind,
    RoundMode,
    Screened,
    Stage,
    StatementState,
    SubjectKind,
)
from tests import builders
from tests.builders import Clinic, Staff

DESCRIPTION = Description(
    title="骨质疏松患者参与 PRO 项目的体验",
    title_translated="Living with a PRO programme",
    phenomenon="患者填报、收到回复、就医的体验",
    ethics_body="四川大学华西医院生物医学伦理审查委员会",
    ethics_no="2023-1",
    window_from=date(2026, 11, 1),
    window_until=date(2027, 2, 28),
)


@dataclass(frozen=True)
class Studied:
    """The study and its people: Zhou leads and recruits, Qin and Luo analyse."""

    study_id: int
    zhou: Staff
    qin: Staff
    luo: Staff
    outsider: Staff


def study(clinic: Clinic) -> Studied:
    """A study of three, with papers and an approved guide."""
    qin, luo = (
        _researcher(clinic, "qin", "秦老师", "Qin"),
        _researcher(clinic, "luo", "罗老师", "Luo"),
    )
    study_id = _opened(clinic.researcher, qin, luo)
    return Studied(study_id, clinic.researcher, qin, luo, _researcher(clinic, "he", "何老师", "He"))


def another(clinic: Clinic, outsider: Staff) -> Studied:
    """Another study of the same hospital with a team of its own; `outsider` is not of it."""
    tan, ma, xu = (
        _researcher(clinic, name.lower(), zh, name)
        for name, zh in (("Tan", "谭老师"), ("Ma", "马老师"), ("Xu", "徐老师"))
    )
    return Studied(_opened(tan, ma, xu), tan, ma, xu, outsider)


def _researcher(clinic: Clinic, username: str, zh: str, en: str) -> Staff:
    return builders.staff(clinic.site_id, username, zh, en, Role.RESEARCHER)


def _opened(lead: Staff, *coders: Staff) -> int:
    by = lead.actor
    study_id = actions.open_study(by=by, description=DESCRIPTION, key=uuid4())
    for each in coders:
        actions.add_member(
            by=by,
            study_id=study_id,
            account=each.account_id,
            duties=[Duty.CODE, Duty.INTERVIEW, Duty.TRANSCRIBE],
        )
    for kind in PaperKind:
        actions.keep_paper(
            by=by, study_id=study_id, kind=kind, version="1.0", text=f"{kind} 第一版", key=uuid4()
        )
    question = Question(GuidePart.OPENING, "请您说说参加这个项目以来的经过。")
    actions.write_guide(by=by, study_id=study_id, questions=[question], piloted=True, key=uuid4())
    actions.approve_guide(by=by, study_id=study_id, no=1)
    return study_id


def closed(studied: Studied) -> None:
    """Zhou closes the study; recordings are kept for a year."""
    actions.close_study(
        by=studied.zhou.actor,
        study_id=studied.study_id,
        topic="研究结束",
        reason="已经写完",
        wipe_by=clock.now().date() + timedelta(days=365),
        key=uuid4(),
    )


def interview(studied: Studied, number: int = 1) -> int:
    """An interview that was held with Participant `number`. Returns its id."""
    now = clock.now()
    screening = Screening.objects.create(
        guid=uuid4(),
        study_id=studied.study_id,
        no=number,
        subject=SubjectKind.PATIENT,
        at=now,
        by=studied.zhou.account_id,
        result=Screened.ELIGIBLE,
    )
    StudyConsent.objects.create(
        guid=uuid4(),
        screening=screening,
        way=ConsentWay.PAPER,
        signed_at=now,
        at=now,
        by=studied.zhou.account_id,
        scopes=list(ConsentScope),
    )
    participant = Participant.objects.create(
        guid=uuid4(), study_id=studied.study_id, number=number, screening=screening, at=now
    )
    return Interview.objects.create(
        guid=uuid4(),
        participant=participant,
        seq=1,
        interviewer=studied.qin.account_id,
        planned_at=now,
        started_at=now,
        ended_at=now + timedelta(minutes=13),
        at=now,
        by=studied.zhou.account_id,
    ).pk


def frozen(studied: Studied, text: str, number: int = 1) -> int:
    """A transcript of Participant `number`, typed by Qin, read by Luo, frozen. Its version's id."""
    return transcribed(studied, interview(studied, number), text)


def transcribed(studied: Studied, interview_id: int, text: str) -> int:
    """The transcript of this interview, likewise."""
    study_id = studied.study_id
    qin = {"by": studied.qin.actor, "study_id": study_id}
    luo = {"by": studied.luo.actor, "study_id": study_id}
    transcript = actions.begin_transcript(**qin, interview_id=interview_id)
    raw = actions.finish_typing(
        **qin, transcript_id=transcript, typed=actions.Typed(text), key=uuid4()
    )
    actions.start_review(**luo, version_id=raw)
    reviewed = actions.finish_review(**luo, version_id=raw, text=text, key=uuid4())
    return actions.freeze(**qin, version_id=without_names(studied, reviewed), key=uuid4())


def without_names(studied: Studied, version_id: int, text: str | None = None) -> int:
    """The version after it, from which names are gone; with other words when given."""
    version = TranscriptVersion.objects.get(pk=version_id)
    return versions.keep(
        studied.qin.actor,
        version.transcript,
        stage=Stage.DEIDENTIFIED,
        text=text or versions.whole(version)[0],
        parent=version,
        key=uuid4(),
    ).pk


def agreed(studied: Studied, version_id: int, words: dict[str, str]) -> dict[str, UUID]:
    """Statements and what they mean, agreed upon in a consensus round: guids of the meanings by
    their label. `words` gives the label of each quote."""
    now = clock.now()
    round_ = Round.objects.create(
        guid=uuid4(),
        study_id=studied.study_id,
        no=Round.objects.count() + 1,
        mode=RoundMode.CONSENSUS,
        blind=False,
        opened_at=now,
        opened_by=studied.zhou.account_id,
    )
    round_.versions.add(version_id)
    found: dict[str, UUID] = {}
    text = versions.text_of(version_id)
    for no, (quote, label) in enumerate(words.items(), start=1):
        start = text.index(quote)
        statement = Statement.objects.create(
            guid=uuid4(),
            version_id=version_id,
            round=round_,
            coder=studied.qin.account_id,
            no=no,
            start=start,
            end=start + len(quote),
            quote=quote,
            state=StatementState.ACCEPTED,
            at=now,
        )
        meaning, _ = Meaning.objects.get_or_create(
            study_id=studied.study_id,
            label=label,
            defaults={
                "guid": uuid4(),
                "round": round_,
                "coder": studied.qin.account_id,
                "at": now,
            },
        )
        StatementMeaning.objects.create(
            guid=uuid4(),
            statement=statement,
            meaning=meaning,
            coder=studied.qin.account_id,
            at=now,
        )
        found[label] = meaning.guid
    return found
