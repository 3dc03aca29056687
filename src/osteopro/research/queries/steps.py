"""The whole analysis of a study as the gates of the seven steps see it, by guids."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from hashlib import sha256

from osteopro.research import gates
from osteopro.research.chain import Chain, Check, Description, Id, Statement, Structure
from osteopro.research.gates import Failure, Step
from osteopro.research.models import (
    Cluster,
    Interview,
    LogEntry,
    MemberCheck,
    Narrative,
    NarrativeCite,
    Participant,
    Reading,
    ReportQuote,
    StatementMeaning,
    StudyConsent,
    Theme,
)
from osteopro.research.models import Statement as StatementRow
from osteopro.research.queries import standing, studies
from osteopro.research.terms import Checked, ConsentScope, Duty, LogKind, NarrativeKind
from osteopro.research.terms import StatementState as State

GATE = "gate"


def gate_key(failure: Failure) -> str:
    """What a decision that overrides a gate is about: short, the same for the same failure."""
    ids = sha256(" ".join(str(each) for each in failure.ids).encode()).hexdigest()
    return f"{failure.code}:{ids[:8]}"


def steps(study_id: int) -> tuple[Step, ...]:
    """The seven steps with what is missing in each and by which decision it may be."""
    return weighed(study_id, chain_of(study_id))


def weighed(study_id: int, chain: Chain) -> tuple[Step, ...]:
    """The same for a chain at hand. One query."""
    decided = decisions(study_id)
    found = {
        failure: decided[gate_key(failure)]
        for step in gates.steps(chain)
        for failure in step.failures
        if gate_key(failure) in decided
    }
    return gates.steps(chain, found)


def decisions(study_id: int) -> Mapping[str, str]:
    """Decisions of the team that let something be missing: their guids by the gate."""
    rows = LogEntry.objects.filter(study_id=study_id, kind=LogKind.DECISION, about_kind=GATE)
    return {about: str(guid) for about, guid in rows.values_list("about", "guid")}


def numbers(study_id: int) -> Mapping[str, int]:
    """The number of each participant by their guid."""
    rows = Participant.objects.filter(study_id=study_id).values_list("guid", "number")
    return {str(guid): number for guid, number in rows}


def chain_of(study_id: int, *, withdrawn: bool = False) -> Chain:
    """The analysis without who withdrew, with them too if `withdrawn`. A constant number of
    queries."""
    consents = StudyConsent.objects.filter(screening__study_id=study_id)
    if not withdrawn:
        consents = consents.filter(withdrawn_at__isnull=True)
    consented = dict(consents.order_by("pk").values_list("screening_id", "scopes"))
    held = Interview.objects.filter(
        participant__screening__in=consented, started_at__isnull=False, cancelled_at__isnull=True
    ).values_list("guid", "participant__guid", "participant__screening_id")
    interviews: dict[Id, Id] = {str(guid): str(whose) for guid, whose, _ in held}
    again = {
        str(whose) for _, whose, screening in held if ConsentScope.RECONTACT in consented[screening]
    }
    rows = StatementRow.objects.filter(round__in=standing.rounds(study_id))
    living = rows.exclude(state__in=(State.SUPERSEDED, State.REJECTED)).values_list(
        "guid", "version__transcript__interview__guid", "state"
    )
    statements: dict[Id, Statement] = {
        str(guid): Statement(str(interview), State(state))
        for guid, interview, state in living
        if str(interview) in interviews
    }
    meanings = list(standing.meanings(study_id).values_list("guid", "cluster__guid"))
    carried = StatementMeaning.objects.filter(
        meaning__in=standing.meanings(study_id), removed_at__isnull=True
    ).values_list("statement__guid", "meaning__guid")
    clusters = list(
        Cluster.objects.filter(study_id=study_id, removed_at__isnull=True).values_list(
            "guid", "theme__guid"
        )
    )
    themes = Theme.objects.filter(study_id=study_id, removed_at__isnull=True)
    texts = _texts(study_id)
    return Chain(
        coders=_coders(study_id),
        interviews=interviews,
        readings=_readings(study_id, interviews),
        statements=statements,
        meanings=frozenset(str(guid) for guid, _ in meanings),
        carries=frozenset((str(s), str(m)) for s, m in carried if str(s) in statements),
        clusters=frozenset(str(guid) for guid, _ in clusters),
        in_cluster=frozenset((str(m), str(c)) for m, c in meanings if c),
        themes={
            str(guid): str(parent) if parent else None
            for guid, parent in themes.values_list("guid", "parent__guid")
        },
        in_theme=frozenset((str(c), str(t)) for c, t in clusters if t),
        descriptions=texts[0],
        structures=texts[1],
        checks=_checks(study_id, frozenset(interviews.values())),
        recontact=frozenset(again),
        quoted=_quoted(study_id, statements),
    )


def _coders(study_id: int) -> frozenset[str]:
    return frozenset(str(each.account_id) for each in studies.with_duty(study_id, [Duty.CODE]))


def _readings(study_id: int, interviews: Collection[Id]) -> frozenset[tuple[str, str]]:
    rows = Reading.objects.filter(
        version__transcript__interview__participant__study_id=study_id
    ).values_list("version__transcript__interview__guid", "coder")
    return frozenset((str(i), str(coder)) for i, coder in rows if str(i) in interviews)


def _texts(study_id: int) -> tuple[tuple[Description, ...], tuple[Structure, ...]]:
    cites: dict[int, set[str]] = defaultdict(set)
    rows = NarrativeCite.objects.filter(narrative__study_id=study_id)
    for narrative, theme in rows.values_list("narrative_id", "theme__guid"):
        cites[narrative].add(str(theme))
    texts = list(
        Narrative.objects.filter(study_id=study_id).select_related("source").order_by("version")
    )
    descriptions = tuple(
        Description(str(row.guid), row.approved_at is not None, frozenset(cites[row.pk]))
        for row in texts
        if row.kind == NarrativeKind.EXHAUSTIVE
    )
    structures = tuple(
        Structure(
            str(row.guid), row.approved_at is not None, str(row.source.guid) if row.source else None
        )
        for row in texts
        if row.kind == NarrativeKind.STRUCTURE
    )
    return descriptions, structures


def _checks(study_id: int, participants: Collection[Id]) -> tuple[Check, ...]:
    rows = MemberCheck.objects.filter(narrative__study_id=study_id).select_related(
        "narrative", "participant", "led_to"
    )
    return tuple(
        Check(
            str(row.guid),
            str(row.narrative.guid),
            str(row.participant.guid),
            Checked(row.outcome) if row.outcome else None,
            str(row.led_to.guid) if row.led_to else None,
        )
        for row in rows.order_by("pk")
        if str(row.participant.guid) in participants
    )


def _quoted(study_id: int, statements: Collection[Id]) -> frozenset[str]:
    rows = ReportQuote.objects.filter(theme__study_id=study_id, removed_at__isnull=True)
    found = (str(guid) for guid in rows.values_list("statement__guid", flat=True))
    return frozenset(guid for guid in found if guid in statements)
