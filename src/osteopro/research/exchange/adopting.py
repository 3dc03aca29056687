"""A project of another program as a new study: its people, texts, statements and codes.

Such a file says nothing of consent and does not know whether names are taken out. Whoever brings it
answers for both: the day on which all had agreed on paper, and that the texts name nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4

from osteopro import clock
from osteopro.audit.terms import Actor
from osteopro.research import models as m
from osteopro.research import versions
from osteopro.research.exchange.adopted_codes import AdoptedCodes
from osteopro.research.exchange.coders import Accounts
from osteopro.research.refi.for_peers import NO_MEANING_CODE
from osteopro.research.refi.losses import Losses
from osteopro.research.refi.model import Case, Project, TextSource, Value
from osteopro.research.refi.terms import VariableType as Refi
from osteopro.research.refi.terms import Why
from osteopro.research.terms import (
    ConsentWay,
    Duty,
    LogKind,
    RoundMode,
    Screened,
    Stage,
    StatementState,
    SubjectKind,
    VariableType,
)
from osteopro.research.text import normal
from osteopro.research.text.normal import Span
from osteopro.research.text.rebase import rebase

_TITLE, _LABEL = 200, 120


@dataclass(frozen=True, slots=True)
class Answering:
    """Who leads the study and answers for what a file cannot say."""

    lead: int
    consented_on: date
    # What the study is called, where the file does not say.
    title: str = ""


class Adopting:
    """Makes the rows of a new study. `losses` counts what has no place in one."""

    def __init__(
        self, project: Project, answering: Answering, accounts: Accounts, losses: Losses
    ) -> None:
        self._project = project
        self._lead = answering.lead
        self._title = answering.title or project.name
        self._consented = datetime.combine(answering.consented_on, time(), UTC)
        self._accounts = accounts
        self._losses = losses
        self._now = clock.now()
        self._made = {"at": self._now, "by": answering.lead}

    def study(self) -> m.Study:
        """The study, with everything of the project that has a place in one."""
        project = self._project
        study = m.Study.objects.create(
            guid=uuid4(),
            title=self._title[:_TITLE] or "-",
            phenomenon=project.description or "",
            opened_at=self._now,
            opened_by=self._lead,
        )
        coders = self._team(study)
        round_ = m.Round.objects.create(
            guid=uuid4(),
            study=study,
            no=1,
            mode=RoundMode.INDEPENDENT,
            blind=False,
            opened_at=self._now,
            opened_by=self._lead,
            closed_at=self._now,
            closed_by=self._lead,
        )
        m.RoundCoder.objects.bulk_create(
            m.RoundCoder(round=round_, coder=coder, submitted_at=self._now) for coder in coders
        )
        codes = AdoptedCodes(study, round_, self._lead, self._now)
        meanings = codes.put(project.codes)
        columns = self._columns(study)
        for number, (case, sources) in enumerate(self._cases(), start=1):
            participant = self._participant(study, number)
            self._values(participant, case, columns)
            for seq, source in enumerate(sources, start=1):
                version = self._version(participant, seq, source)
                round_.versions.add(version)
                self._statements(source, version, round_, meanings)
        self._memos(study)
        self._rest()
        return study

    def _team(self, study: m.Study) -> list[int]:
        """The lead, and a member for each coder."""
        coders = list(dict.fromkeys(self._accounts.number(u.guid) for u in self._project.users))
        for account in dict.fromkeys((self._lead, *coders)):
            duties = [Duty.LEAD, Duty.CODE] if account == self._lead else [Duty.CODE]
            m.Member.objects.create(
                guid=uuid4(),
                study=study,
                account=account,
                duties=duties,
                joined_at=self._now,
                joined_by=self._lead,
            )
        return coders

    def _cases(self) -> Iterator[tuple[Case | None, list[TextSource]]]:
        """Each case with its texts; a text of no case is a participant by itself."""
        texts = {s.guid: s for s in self._project.sources if isinstance(s, TextSource)}
        for case in self._project.cases:
            own = [texts.pop(guid) for guid in case.source_refs if guid in texts]
            yield case, own
        for source in texts.values():
            yield None, [source]

    def _participant(self, study: m.Study, number: int) -> m.Participant:
        screening = m.Screening.objects.create(
            guid=uuid4(),
            study=study,
            no=number,
            subject=SubjectKind.PATIENT,
            result=Screened.ELIGIBLE,
            **self._made,
        )
        m.StudyConsent.objects.create(
            guid=uuid4(),
            screening=screening,
            way=ConsentWay.PAPER,
            signed_at=self._consented,
            **self._made,
        )
        return m.Participant.objects.create(
            guid=uuid4(), study=study, number=number, screening=screening, at=self._now
        )

    def _columns(self, study: m.Study) -> dict[UUID, m.CaseVariable]:
        return {
            each.guid: m.CaseVariable.objects.create(
                guid=each.guid,
                study=study,
                name=f"v{number}",
                label=each.name[:_LABEL],
                type=VariableType.TEXT
                if each.type_of_variable is Refi.DATE_TIME
                else VariableType(each.type_of_variable),
                order=number,
            )
            for number, each in enumerate(self._project.variables, start=1)
        }

    def _values(
        self, participant: m.Participant, case: Case | None, columns: dict[UUID, m.CaseVariable]
    ) -> None:
        m.CaseValue.objects.bulk_create(
            m.CaseValue(
                participant=participant,
                variable=columns[each.variable],
                value=_stored(each.value),
                as_of=self._now.date(),
                **self._made,
            )
            for each in (case.variable_values if case else ())
            if each.value is not None
        )

    def _version(
        self, participant: m.Participant, seq: int, source: TextSource
    ) -> m.TranscriptVersion:
        interview = m.Interview.objects.create(
            guid=uuid4(),
            participant=participant,
            seq=seq,
            interviewer=self._lead,
            planned_at=source.creation_date_time or self._now,
            **self._made,
        )
        transcript = m.Transcript.objects.create(
            guid=uuid4(), interview=interview, transcriber=self._lead, began_at=self._now
        )
        return versions.keep(
            Actor(self._lead, "study-import"),
            transcript,
            stage=Stage.FROZEN,
            text=normal.kept(source.text).text,
            key=source.guid,
        )

    def _statements(
        self,
        source: TextSource,
        version: m.TranscriptVersion,
        round_: m.Round,
        meanings: dict[UUID, m.Meaning],
    ) -> None:
        text = normal.kept(source.text).text
        old = [Span(each.start_position, each.end_position) for each in source.selections]
        places = old if text == source.text else [r.now for r in rebase(source.text, text, old)]
        taken: set[tuple[Span, int]] = set()
        rows: list[m.Statement] = []
        links: list[m.StatementMeaning] = []
        for each, place in zip(source.selections, places, strict=True):
            coder = self._accounts.number(each.creating_user) if each.creating_user else self._lead
            if place is None or (place, coder) in taken:
                self._losses.left_out("PlainTextSelection", Why.OFF_THE_TEXT)
                continue
            taken.add((place, coder))
            row = m.Statement(
                guid=each.guid,
                version=version,
                round=round_,
                coder=coder,
                no=len(rows) + 1,
                start=place.start,
                end=place.end,
                quote=text[place.start : place.end],
                memo=each.description or "",
                state=StatementState.PROPOSED,
                at=each.creation_date_time or self._now,
            )
            rows.append(row)
            links += [
                m.StatementMeaning(
                    guid=coding.guid,
                    statement=row,
                    meaning=meanings[coding.code],
                    coder=coder,
                    at=coding.creation_date_time or self._now,
                )
                for coding in {c.code: c for c in each.codings}.values()
                if coding.code in meanings and coding.code != NO_MEANING_CODE
            ]
        m.Statement.objects.bulk_create(rows)
        m.StatementMeaning.objects.bulk_create(links)

    def _memos(self, study: m.Study) -> None:
        m.LogEntry.objects.bulk_create(
            m.LogEntry(
                guid=each.guid,
                study=study,
                kind=LogKind.MEMO,
                at=each.creation_date_time or self._now,
                by=self._accounts.number(each.creating_user) if each.creating_user else self._lead,
                topic=(each.name or "")[:_TITLE],
                text=each.text,
            )
            for each in self._project.notes
        )

    def _rest(self) -> None:
        of = self._project
        for name, held in (("Link", of.links), ("Set", of.sets), ("Graph", of.graphs)):
            self._losses.left_out(name, Why.NOT_HELD, len(held))


def _stored(value: Value) -> object:
    return value if isinstance(value, bool | int) else str(value)
