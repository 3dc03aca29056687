"""The worklist: do the next right thing."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission, Viewer
from osteopro.followup import actions
from osteopro.followup.queries import worklist as queries
from osteopro.followup.queries.figures import LANES, Figures, figures
from osteopro.followup.queries.scope import HOSPITAL, Filter, Whose, today
from osteopro.followup.queries.worklist import LanePage
from osteopro.followup.terms import Lane, Outcome
from osteopro.patients.terms import Channel
from osteopro.sites import queries as sites_queries
from osteopro.ui import components as c
from osteopro.web.care import labels, rows, words
from osteopro.web.care.frame import language
from osteopro.web.care.keys import groups, worklist_keys
from osteopro.web.care.page import address, author_of, filter_on_duty, render, viewer_of
from osteopro.web.care.undo import undo_of

# One event in the trail for all looks at the list in this time.
READ_AGAIN_AFTER = timedelta(minutes=15)
SESSION_READ = "list_read"


@access(Permission.FOLLOW_UP)
def worklist(request: HttpRequest) -> HttpResponse:
    """Four lanes, figures, filters. `?lane=today&page=2` goes on in one lane alone."""
    viewer = viewer_of(request)
    chosen, shift = filter_on_duty(request.GET, viewer)
    numbers = figures(viewer, chosen)
    pages = _pages(request, chosen)
    lanes = queries.lanes(viewer, chosen, numbers, page_of=pages)
    _note_read(request)
    keys = worklist_keys()
    return render(
        request,
        "care/worklist.html",
        current="worklist",
        # The number in the menu is the same on every page, whatever is chosen here.
        nav_count=None if chosen.narrow else numbers.waiting,
        lanes=_shown(lanes, pages, chosen, numbers),
        nothing_waits=_nothing_waits(numbers, chosen),
        narrow=chosen.narrow,
        everything=address("care_worklist", chosen=Filter(chosen.whose)),
        choices=_choices(viewer, chosen),
        figures=_figures(numbers),
        updated=clock.now().astimezone(HOSPITAL).strftime("%H:%M"),
        done_line=_done_line(numbers),
        coming=_coming(numbers),
        here=address("care_worklist", chosen=chosen),
        hints=keys[1:3],
        keys=keys,
        shortcut_groups=groups(gettext("Worklist"), keys),
        undo=undo_of(request, viewer),
        on_call=words.on_call(shift),
    )


class ShownLane(NamedTuple):
    """A lane and the addresses of its other pages, "" where there is none."""

    lane: c.Lane
    earlier: str
    later: str


def _shown(
    lanes: Sequence[LanePage], pages: Mapping[Lane, int], chosen: Filter, numbers: Figures
) -> list[ShownLane]:
    """The lanes as drawn. With nothing waiting only the late ones are left to show."""
    found = []
    for lane in lanes:
        if not lane.total and (chosen.lane or _nothing_waits(numbers, chosen)):
            continue
        if _nothing_waits(numbers, chosen) and lane.lane != Lane.LATE:
            continue
        page = pages.get(lane.lane, 1)
        earlier = _page(lane.lane, page - 1, chosen) if page > 1 else ""
        later = _page(lane.lane, page + 1, chosen) if lane.more else ""
        found.append(ShownLane(rows.lane_of(lane, chosen), earlier, later))
    return found


def _nothing_waits(numbers: Figures, chosen: Filter) -> bool:
    shown = numbers.waiting if chosen.lane is None else numbers.lanes[chosen.lane]
    return shown == 0


def _page(lane: Lane, number: int, chosen: Filter) -> str:
    return address("care_worklist", chosen=chosen, lane=lane, page=number) + f"#lane-{lane}"


def _pages(request: HttpRequest, chosen: Filter) -> Mapping[Lane, int]:
    """Only a lane on its own has pages: who goes on in it sees nothing else."""
    page = request.GET.get("page", "")
    if chosen.lane is not None and page.isdecimal() and len(page) < 4:
        return {chosen.lane: max(1, int(page))}
    return {}


def _choices(viewer: Viewer, chosen: Filter) -> list[tuple[str, str, list[c.Option]]]:
    everyone = (
        gettext("All patients") if viewer.can(Permission.OVERSEE) else gettext("All of my clinic")
    )
    whose = [
        c.Option(Whose.MINE, gettext("My patients"), chosen.whose == Whose.MINE),
        c.Option(Whose.CLINICS, everyone, chosen.whose == Whose.CLINICS),
    ]
    channels = [c.Option("", gettext("All channels"), chosen.channel is None)] + [
        c.Option(code, str(labels.CHANNELS[code]), chosen.channel == code) for code in Channel
    ]
    lanes = [c.Option("", gettext("All lanes"), chosen.lane is None)] + [
        c.Option(code, str(labels.LANES[code]), chosen.lane == code) for code in LANES
    ]
    return [
        ("who", gettext("Patients"), whose),
        *_clinics(viewer, chosen),
        ("channel", gettext("Channel"), channels),
        ("lane", gettext("Lane"), lanes),
    ]


def _clinics(viewer: Viewer, chosen: Filter) -> list[tuple[str, str, list[c.Option]]]:
    """The clinics to choose from, for those who work at several."""
    if len(viewer.site_ids) < 2:
        return []
    sites = [sites_queries.clinic(pk) for pk in sorted(viewer.site_ids)]
    options = [c.Option("", gettext("All clinics"), chosen.site is None)] + [
        c.Option(str(site.site_id), site.shown(language()), chosen.site == site.site_id)
        for site in sites
    ]
    return [("site", gettext("Clinic"), options)]


def _figures(numbers: Figures) -> list[c.Stat]:
    found = [
        c.Stat(gettext("Due today"), str(numbers.due_today)),
        c.Stat(gettext("Done"), str(sum(numbers.done.values()))),
    ]
    if numbers.mean_reply is not None:
        hours = numbers.mean_reply / timedelta(hours=1)
        shown = str(round(hours)) if hours >= 1 else gettext("under 1")
        found.append(c.Stat(gettext("Mean reply, in service time"), shown, gettext("h")))
    return found


def _done_line(numbers: Figures) -> str:
    total = sum(numbers.done.values())
    if not total:
        return gettext("Nothing is waiting.")
    parts = [
        gettext("%(what)s %(n)s") % {"what": labels.OUTCOMES[outcome], "n": numbers.done[outcome]}
        for outcome in Outcome
        if numbers.done[outcome]
    ]
    line = ngettext(
        "%(num)s record has its outcome: %(list)s.",
        "%(num)s records have their outcome: %(list)s.",
        total,
    )
    return line % {"num": total, "list": gettext(", ").join(parts)}


def _coming(numbers: Figures) -> list[tuple[str, str, str]]:
    tomorrow = today() + timedelta(days=1)
    if not numbers.due_tomorrow:
        return []
    line = ngettext(
        "A record is due from %(num)s patient",
        "Records are due from %(num)s patients",
        numbers.due_tomorrow,
    ) % {"num": numbers.due_tomorrow}
    return [(tomorrow.strftime("%m-%d"), gettext("all day"), line)]


def _note_read(request: HttpRequest) -> None:
    """Lists are one event, not one per patient, and one for a quarter of an hour of looking."""
    last = request.session.get(SESSION_READ)
    now = clock.now()
    if last is None or now - datetime.fromisoformat(last) >= READ_AGAIN_AFTER:
        actions.note_list_read(by=author_of(request), what="worklist")
        request.session[SESSION_READ] = now.isoformat()
