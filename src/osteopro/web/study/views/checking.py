"""Step 7: results are brought back to participants and their answers kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.aloud import sentences
from osteopro.research.doing import NotAllowed, Refused
from osteopro.research.queries import checking as queries
from osteopro.research.queries.checking import AskedView, CheckingView, CheckView, Standing
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.research.terms import Checked, CheckWay
from osteopro.ui.components import Answer, FieldError, Option
from osteopro.ui.posted import form_key, lines_of, one_of, uuids
from osteopro.web.study import words
from osteopro.web.study.check_words import ANSWERS, STANDINGS, TEXTS, WAYS
from osteopro.web.study.page import author_of, language, render, study_of

FIELDS = {"say-what": "comment", "names-somebody": "comment", "not-written-after": "text"}


@access(Permission.STUDY)
def checking(request: HttpRequest, study_id: int) -> HttpResponse:
    """Everybody who was interviewed, and where they stand with the results."""
    own = study_of(request, study_id)
    found = queries.view(study_id)
    return render(
        request,
        "study/checking.html",
        current="checking",
        own=own,
        people=[_line(study_id, each) for each in found.participants],
        answered=found.answered,
        to_ask=len(found.to_ask),
        script=_script(found),
        version=found.text.version if found.text else None,
    )


@access(Permission.STUDY)
def check(request: HttpRequest, study_id: int, number: int) -> HttpResponse:
    """GET shows what was brought back to a participant; POST brings it or keeps an answer."""
    own = study_of(request, study_id)
    found = queries.view(study_id)
    whose = next((each for each in found.participants if each.number == number), None)
    if whose is None:
        raise Http404
    if request.method != "POST":
        return _page(request, own, found, whose)
    try:
        problem = _act(request, study_id, number)
    except Refused as refused:
        field = FIELDS.get(refused.code, "do")
        problem = FieldError(field, words.refusal(refused.code))
    except (NotAllowed, actions.NoSuchCheck):
        raise Http404 from None
    if problem:
        return _page(request, own, found, whose, [problem])
    return HttpResponseRedirect(f"{request.path}?did=saved")


def _act(request: HttpRequest, study_id: int, number: int) -> FieldError | None:
    post, do = request.POST, request.POST.get("do", "")
    by = author_of(request)
    of = next(iter(uuids([post.get("check", "")])), None)
    if do == "send":
        way = one_of(CheckWay, post.get("way", ""))
        if way is None:
            return FieldError("way", gettext("Choose how."))
        actions.send_check(by=by, study_id=study_id, number=number, way=way, key=form_key(post))
    elif do == "answer" and of:
        outcome = one_of(Checked, post.get("outcome", ""))
        if outcome is None:
            return FieldError("outcome", gettext("Choose an answer."))
        comment = lines_of(post.get("comment", ""))
        actions.write_answer(by=by, study_id=study_id, check=of, outcome=outcome, comment=comment)
    elif do == "led" and of:
        text = next(iter(uuids([post.get("text", "")])), None)
        if text is None:
            return FieldError("text", gettext("Choose the version."))
        actions.say_led_to(by=by, study_id=study_id, check=of, text=text)
    else:
        raise Http404
    return None


def _page(
    request: HttpRequest,
    own: Own,
    found: CheckingView,
    whose: AskedView,
    errors: Sequence[FieldError] = (),
) -> HttpResponse:
    study_id, post = own.study.study_id, request.POST
    names = words.names({pk for each in whose.checks for pk in (each.sent_by, each.noted_by or 0)})
    open_one = next(
        (each for each in whose.checks if each.outcome in (None, Checked.NO_ANSWER)), None
    )
    wanting = next((each for each in whose.checks if each.wants_change and not each.led_to), None)
    sent = {each.text.guid for each in whose.checks}
    may = own.may(Task.CHECK)
    return render(
        request,
        "study/check.html",
        current="checking",
        own=own,
        errors=errors,
        title=_called(whose),
        standing=STANDINGS[whose.standing],
        back=reverse("study_checking", args=[study_id]),
        script=_script(found),
        may_send=may
        and found.text is not None
        and found.text.guid not in sent
        and whose.standing is not Standing.NOT_TO_ASK,
        not_to_ask=whose.standing is Standing.NOT_TO_ASK,
        ways=_choices(WAYS, post.get("way", "")),
        answering=open_one if may and whose.standing is not Standing.NOT_TO_ASK else None,
        answers=_choices(ANSWERS, post.get("outcome", "")),
        wanting=wanting if own.may(Task.ANALYSE) else None,
        later=_later(study_id, wanting, post.get("text", "")) if wanting else [],
        checks=[_check(each, names) for each in whose.checks],
        comment=post.get("comment", ""),
        key=form_key(post),
        did=gettext("Saved.") if request.GET.get("did") else "",
    )


def _line(study_id: int, of: AskedView) -> dict[str, Any]:
    last = of.checks[0] if of.checks else None
    word, tone = STANDINGS[of.standing]
    return {
        "name": _called(of),
        "href": reverse("study_check", args=[study_id, of.number]),
        "word": word,
        "tone": tone,
        "way": WAYS[last.way] if last else "",
        "sent": words.when(last.sent_at) if last else "",
        "said": ANSWERS[last.outcome] if last and last.outcome else "",
        "version": last.text.version if last else "",
    }


def _called(of: AskedView) -> str:
    number = {"no": of.number}
    if of.staff:
        return gettext("Participant %(no)s, of the staff") % number
    return gettext("Participant %(no)s") % number


def _script(found: CheckingView) -> tuple[str, ...]:
    """What is read aloud, in the language of the page where there is one."""
    if found.text is None:
        return ()
    english = language().startswith("en")
    return sentences((found.text.text_translated if english else "") or found.text.text)


def _choices(of: Mapping[Any, object], chosen: str) -> list[Answer]:
    return [Answer(code, str(name), "", code == chosen) for code, name in of.items()]


def _later(study_id: int, wanting: CheckView, chosen: str) -> list[Option]:
    """Versions written after the one they were asked about."""
    return [
        Option(
            str(each.guid),
            gettext("%(text)s, version %(no)s") % {"text": TEXTS[each.kind], "no": each.version},
            str(each.guid) == chosen,
        )
        for each in queries.texts(study_id)
        if each.at > wanting.text.at
    ]


def _check(each: CheckView, names: Mapping[int, str]) -> dict[str, Any]:
    sent = {"when": words.when(each.sent_at), "who": names.get(each.sent_by, "")}
    noted = ""
    if each.answered_at:
        by = names.get(each.noted_by, "") if each.noted_by else gettext("on their own page")
        noted = gettext("%(when)s by %(who)s") % {"when": words.when(each.answered_at), "who": by}
    return {
        "check": each,
        "title": gettext("Version %(no)s") % {"no": each.text.version},
        "sent": gettext("%(when)s by %(who)s") % sent,
        "way": WAYS[each.way],
        "said": ANSWERS[each.outcome] if each.outcome else "",
        "noted": noted,
        "led_to": gettext("%(text)s, version %(no)s")
        % {"text": TEXTS[each.led_to.kind], "no": each.led_to.version}
        if each.led_to
        else "",
    }
