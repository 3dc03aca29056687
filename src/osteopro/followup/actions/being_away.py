"""Planned absences: who stands in, what they are told, and the return."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from osteopro import clock
from osteopro.access import queries as access_queries
from osteopro.access.terms import Permission, Role
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import covering, standing_in
from osteopro.followup.covering import Assignment, Away, TeamRefused
from osteopro.followup.models import Absence, CareState, HandOverNote, OpenItem
from osteopro.followup.standing_in import IN_CARE
from osteopro.followup.terms import AwayReason
from osteopro.sites import queries as sites_queries

A_DAY = timedelta(days=1)
LONGEST = timedelta(days=366)
NOTE_LENGTH = 200


@journal.action
def plan_absence(*, by: Actor, key: UUID, away: Away, reason: AwayReason, today: date) -> int:
    """Note that somebody will be away; returns the id. The same form twice is one absence.

    Raises TeamRefused: `absence-backwards`, `absence-over`, `absence-too-long`,
    `absence-overlaps`, `own-substitute`, `substitute-elsewhere` (with the patients of clinics at
    which the substitute may not follow up), `no-substitute` (with the patients for whom nobody
    who is there would stand in), `nobody-left` (with the patients for whom the account itself
    stands in, and not even a lead would be there).
    """
    present = Absence.objects.filter(key=key).values_list("pk", flat=True).first()
    if present is not None:
        journal.nothing_changed()
        return present
    _check_days(away, today)
    _check_cover(away)
    absence = Absence.objects.create(
        key=key,
        account=away.account,
        first=away.first,
        last=away.last,
        substitute=away.substitute,
        reason=reason,
        noted_at=clock.now(),
        noted_by=by.person,
    )
    journal.record(
        "absence.planned",
        by=by,
        object_type="absence",
        object_id=absence.pk,
        account=away.account,
        substitute=away.substitute,
        first=away.first.isoformat(),
        last=away.last.isoformat(),
    )
    _follow_everywhere(by)
    return absence.pk


@journal.action
def end_absence(*, by: Actor, absence_id: int, today: date) -> None:
    """Somebody is back today, or an absence that has not begun is called off."""
    absence = Absence.objects.select_for_update().get(pk=absence_id)
    last = max(absence.first, today) - A_DAY
    if absence.last <= last:
        journal.nothing_changed()
        return
    absence.last = last
    absence.save(update_fields=["last"])
    journal.record(
        "absence.ended",
        by=by,
        object_type="absence",
        object_id=absence_id,
        account=absence.account,
        last=last.isoformat(),
    )
    _follow_everywhere(by)


@journal.action
def confirm_hand_over(*, by: Actor, absence_id: int, notes: Mapping[int, str]) -> None:
    """The open work of an absence was gone through; `notes` are lines by open item, at most
    200 characters each. An empty line takes a note away; what is not named stays."""
    absence = Absence.objects.select_for_update().get(pk=absence_id)
    items = {row.pk: row for row in OpenItem.objects.filter(pk__in=notes)}
    for pk, words in sorted(notes.items()):
        _note(by, absence, items[pk], words.strip()[:NOTE_LENGTH])
    absence.handed_over_at, absence.handed_over_by = clock.now(), by.person
    absence.save(update_fields=["handed_over_at", "handed_over_by"])
    journal.record("absence.handed-over", by=by, object_type="absence", object_id=absence_id)


@journal.action
def follow_absences(*, by: Actor, site_id: int) -> int:
    """Let every patient of a clinic be answered for by who does so today; how many changed."""
    wanted = standing_in.out_of_step(site_id)
    for (answers, second), patient_ids in wanted.items():
        rows = CareState.objects.filter(pk__in=patient_ids).order_by("pk")
        list(rows.select_for_update().values_list("pk", flat=True))
        rows.update(answers=answers, second=second)
        for patient_id in patient_ids:
            journal.record(
                "care-team.answers",
                by=by,
                object_type="account",
                object_id=answers,
                patient_id=patient_id,
                second=second,
            )
    if not wanted:
        journal.nothing_changed()
    return sum(len(each) for each in wanted.values())


def _note(by: Actor, absence: Absence, item: OpenItem, words: str) -> None:
    noted = HandOverNote.objects.filter(absence=absence, item=item)
    if (noted.values_list("words", flat=True).first() or "") == words:
        return
    if words:
        HandOverNote.objects.update_or_create(absence=absence, item=item, defaults={"words": words})
    else:
        noted.delete()
    journal.record(
        "absence.noted",
        by=by,
        object_type="item",
        object_id=item.pk,
        patient_id=item.patient_id,
        absence=absence.pk,
    )


def _check_days(away: Away, today: date) -> None:
    if away.last < away.first:
        raise TeamRefused("absence-backwards")
    if away.first < today:
        raise TeamRefused("absence-over")
    if away.last - away.first > LONGEST:
        raise TeamRefused("absence-too-long")
    if away.substitute == away.account:
        raise TeamRefused("own-substitute")
    own = Absence.objects.filter(account=away.account, last__gte=away.first, first__lte=away.last)
    if any(each.first <= each.last for each in own):
        raise TeamRefused("absence-overlaps")


def _check_cover(away: Away) -> None:
    """Every patient has somebody who is there on each of these days."""
    rows = Absence.objects.filter(last__gte=away.first, first__lte=away.last)
    others = [each for row in rows if (each := standing_in.away(row)).first <= each.last]
    absent = [away.account, *(each.account for each in others)]
    patients = list(CareState.objects.filter(manager__in=absent).filter(IN_CARE).order_by("pk"))
    sites = {row.site_id for row in patients}
    able = {site: access_queries.who_may(Permission.FOLLOW_UP, site) for site in sites}
    leads = {site: access_queries.holders(Role.PROGRAMME_LEAD, site) for site in sites}
    own = [row for row in patients if row.manager == away.account]
    if away.substitute is not None:
        refuse(
            "substitute-elsewhere",
            (row for row in own if away.substitute not in able[row.site_id]),
        )
    refuse("no-substitute", (row for row in own if not _stood_in(row, away, others, able)))
    refuse("nobody-left", (row for row in patients if _alone(row, away, others, leads)))


def _stood_in(
    row: CareState, away: Away, others: Iterable[Away], able: Mapping[int, frozenset[int]]
) -> bool:
    named = away.substitute if away.substitute is not None else row.backup
    there = not any(each.account == named and each.meets(away) for each in others)
    return named is not None and named != away.account and there and named in able[row.site_id]


def _alone(row: CareState, away: Away, others: list[Away], leads: Mapping[int, list[int]]) -> bool:
    assignment = Assignment(row.manager, row.backup)
    return covering.left_alone(assignment, away, others, leads[row.site_id])


def refuse(code: str, rows: Iterable[CareState]) -> None:
    """Raise TeamRefused with the patients because of whom, if there are any."""
    found = tuple(row.patient_id for row in rows)
    if found:
        raise TeamRefused(code, found)


def _follow_everywhere(by: Actor) -> None:
    for clinic in sites_queries.all_clinics():
        follow_absences(by=by, site_id=clinic.site_id)
