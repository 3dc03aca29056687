"""The log: reflexivity, meetings, decisions, memos, deviations."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.queries import log as queries
from osteopro.research.queries import studies
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.research.terms import LogKind
from osteopro.ui.components import Answer, FieldError
from osteopro.ui.posted import form_key, lines_of, one_of, uuids
from osteopro.web.study import log_words, words
from osteopro.web.study.page import author_of, render, study_of

LONGEST_TOPIC = 200


@access(Permission.STUDY)
def log(request: HttpRequest, study_id: int) -> HttpResponse:
    """GET shows the entries, by kind; POST writes one."""
    own = study_of(request, study_id)
    if request.method != "POST":
        return _page(request, own)
    post = request.POST
    kind = one_of(LogKind, post.get("kind", ""))
    topic, text = post.get("topic", "").strip(), lines_of(post.get("text", ""))
    errors = []
    if kind is None:
        errors.append(FieldError("kind", gettext("Choose what it is.")))
    if not text:
        errors.append(FieldError("text", gettext("Write something.")))
    if len(topic) > LONGEST_TOPIC:
        errors.append(FieldError("topic", words.at_most(LONGEST_TOPIC)))
    if errors or kind is None:
        return _page(request, own, errors)
    team = {each.guid for each in studies.team(study_id)}
    try:
        actions.write_log(
            by=author_of(request),
            study_id=study_id,
            kind=kind,
            topic=topic,
            text=text,
            reason=lines_of(post.get("reason", "")),
            people=[each for each in uuids(post.getlist("people")) if each in team],
            key=form_key(post),
        )
    except Refused as refused:
        return _page(request, own, [FieldError("text", words.refusal(refused.code))])
    return HttpResponseRedirect(f"{reverse('study_log', args=[study_id])}?did=written")


def _page(request: HttpRequest, own: Own, errors: list[FieldError] | None = None) -> HttpResponse:
    study_id, post = own.study.study_id, request.POST
    shown = one_of(LogKind, request.GET.get("kind", ""))
    entries = queries.log(study_id, shown)
    team = studies.team(study_id, former=True)
    accounts = {each.guid: each.account_id for each in team}
    names = words.names({each.account_id for each in team} | {each.by for each in entries})
    here = reverse("study_log", args=[study_id])
    chips = [(here, gettext("Everything"), shown is None)]
    chips += [(f"{here}?kind={kind}", str(name), shown is kind) for kind, name in words.LOG.items()]
    chosen = post.getlist("people")
    return render(
        request,
        "study/log.html",
        current="log",
        own=own,
        errors=errors or [],
        chips=chips,
        entries=[
            {
                "entry": each,
                **log_words.shown(each),
                "kind": words.LOG[each.kind],
                "when": words.when(each.at),
                "by": names.get(each.by, ""),
                "people": words.listed(names.get(accounts.get(g, 0), "") for g in each.people),
            }
            for each in entries
        ],
        kinds=words.options(words.LOG, post.get("kind", "")),
        people=[
            Answer(str(each.guid), names.get(each.account_id, ""), "", str(each.guid) in chosen)
            for each in team
            if each.left_at is None
        ],
        typed={name: post.get(name, "") for name in ("topic", "text", "reason")},
        may_write=own.may(Task.DISCUSS),
        key=form_key(post),
        did=gettext("Written. It stays as it is.") if request.GET.get("did") else "",
    )
