"""Files of a study for other programs: what would leave is shown before it does."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.exchange.forms import ENDINGS
from osteopro.research.queries import exports as queries
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.research.terms import Profile
from osteopro.ui.components import FieldError
from osteopro.ui.files import private_file
from osteopro.ui.posted import lines_of, one_of
from osteopro.web.study import exchange_words, interview_words, words
from osteopro.web.study.page import author_of, render, study_of, viewer_of

# More places than these are told as a number: whoever reads them has begun to mend.
MOST_PLACES = 60
LONGEST_REASON = 500


@access(Permission.STUDY)
def exchange(request: HttpRequest, study_id: int) -> HttpResponse:
    """GET shows the kinds of files, and of a chosen one what would leave; POST gives the file."""
    own = study_of(request, study_id, Task.REPORT)
    sent = request.POST if request.method == "POST" else request.GET
    profile = one_of(Profile, sent.get("as", ""))
    if request.method != "POST" or profile is None:
        return _page(request, own, profile)
    try:
        found = actions.export_study(
            by=author_of(request),
            study_id=study_id,
            profile=profile,
            seen=request.POST.get("seen", ""),
            reason=lines_of(request.POST.get("reason", ""))[:LONGEST_REASON],
        )
    except Refused as refused:
        field = "reason" if refused.code in ("not-weighed", "names-somebody") else "take"
        return _page(request, own, profile, [FieldError(field, words.refusal(refused.code))])
    ending, kind = ENDINGS[profile]
    name = f"study-{study_id}-{profile}-{clock.today(HOSPITAL)}.{ending}"
    return private_file(request, found.data, kind, save_as=name)


def _page(
    request: HttpRequest, own: Own, profile: Profile | None, errors: list[FieldError] | None = None
) -> HttpResponse:
    study_id = own.study.study_id
    preview = queries.preview(viewer_of(request), study_id, profile) if profile else None
    left = queries.runs(study_id)
    names = words.names({each.by for each in left if each.by})
    return render(
        request,
        "study/exchange.html",
        current="home",
        own=own,
        errors=errors or [],
        forms=[(code, of, code is profile) for code, of in exchange_words.FORMS.items()],
        chosen=exchange_words.FORMS[profile] if profile else None,
        code=profile or "",
        preview=preview,
        **(_shown(preview) if preview else {}),
        reason=request.POST.get("reason", ""),
        longest=LONGEST_REASON,
        left=[
            {
                "what": exchange_words.form_of(each.kind),
                "when": words.when(each.at),
                "who": names.get(each.by or 0, gettext("the server")),
                "sha256": each.sha256,
                "lost": exchange_words.lost(each.losses),
                "number": sum(loss.count for loss in each.losses),
            }
            for each in left
        ],
    )


def _shown(preview: queries.Preview) -> dict[str, Any]:
    """What would leave, in words."""
    places = preview.told.places
    return {
        "size": interview_words.size(preview.length),
        "lost": exchange_words.lost(preview.losses),
        "places": [
            (exchange_words.place(each), exchange_words.whom(each)) for each in places[:MOST_PLACES]
        ],
        "more": max(len(places) - MOST_PLACES, 0),
    }
