"""One statement: its words in the other language, the themes it does not fit, its records."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.actions import NoSuchItem
from osteopro.research.doing import Refused
from osteopro.research.queries import crosschecks, statements, themes, translations
from osteopro.research.queries.statements import StatementView
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.ui.components import FieldError, Option
from osteopro.ui.posted import form_key, lines_of, uuids
from osteopro.web.study import crosscheck_words, recruit_words, words
from osteopro.web.study.page import author_of, render, study_of

LONGEST = 2000
# The field that each form's problems are said at.
FIELDS = {"translate": "translation", "deviant": "comment", "fits": "comment"}


@access(Permission.STUDY)
def statement(request: HttpRequest, study_id: int, guid: UUID) -> HttpResponse:
    """GET shows it; POST keeps a translation, or notes that it does not fit a theme."""
    own = study_of(request, study_id)
    found = statements.statement(study_id, guid)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _page(request, own, found)
    study_of(request, study_id, Task.ANALYSE)
    do = request.POST.get("do", "")
    act = _DOING.get(do)
    if act is None:
        raise Http404
    try:
        errors = act(request, study_id, found)
    except Refused as refused:
        errors = [FieldError(FIELDS[do], words.refusal(refused.code))]
    except NoSuchItem:
        raise Http404 from None
    if errors:
        return _page(request, own, found, errors)
    return HttpResponseRedirect(f"{request.path}?did={do}")


def _translate(request: HttpRequest, study_id: int, said: StatementView) -> list[FieldError]:
    text = lines_of(request.POST.get("translation", ""))
    if len(text) > LONGEST:
        return [FieldError("translation", words.at_most(LONGEST))]
    actions.translate_statement(
        by=author_of(request),
        study_id=study_id,
        statement=said.guid,
        language=translations.other_language(said.words),
        text=text,
        key=form_key(request.POST),
    )
    return []


def _against(request: HttpRequest, study_id: int, said: StatementView) -> list[FieldError]:
    theme = next(iter(uuids([request.POST.get("theme", "")])), None)
    comment = lines_of(request.POST.get("comment", ""))
    if theme is None:
        return [FieldError("theme", gettext("Choose a theme."))]
    if len(comment) > LONGEST:
        return [FieldError("comment", words.at_most(LONGEST))]
    actions.note_deviant(
        by=author_of(request),
        study_id=study_id,
        statement=said.guid,
        theme=theme,
        comment=comment,
        key=form_key(request.POST),
    )
    return []


def _fits(request: HttpRequest, study_id: int, said: StatementView) -> list[FieldError]:
    for row in uuids([request.POST.get("row", "")]):
        actions.withdraw_deviant(by=author_of(request), study_id=study_id, row=row)
    return []


_DOING: dict[str, Callable[[HttpRequest, int, StatementView], list[FieldError]]] = {
    "translate": _translate,
    "deviant": _against,
    "fits": _fits,
}


def _page(
    request: HttpRequest, own: Own, found: StatementView, errors: Sequence[FieldError] = ()
) -> HttpResponse:
    study_id, post = own.study.study_id, request.POST
    texts = translations.history(found.guid)
    names = words.names({each.by for each in texts} | {each.by for each in found.against})
    chosen = post.get("theme") or request.GET.get("theme", "")
    checks = crosschecks.checks_of(crosschecks.crosschecks(study_id), found.guid)

    def who(at_by: translations.TranslationView | statements.Against) -> str:
        return f"{words.when(at_by.at)} {names.get(at_by.by, '')}".strip()

    return render(
        request,
        "study/statement.html",
        current="themes",
        own=own,
        errors=errors,
        said=found,
        person=recruit_words.participant(found.participant),
        into=translations.other_language(found.words),
        texts=[(each, who(each)) for each in texts],
        typed=post.get("translation", texts[0].text if texts else ""),
        against=[(each, who(each)) for each in found.against],
        themes=[
            Option("", gettext("Choose"), False),
            *(
                Option(str(theme), name, str(theme) == chosen)
                for theme, name in themes.named(study_id)
            ),
        ],
        comment=post.get("comment", ""),
        checks=crosscheck_words.lines(study_id, checks),
        may=own.may(Task.ANALYSE),
        key=form_key(post),
        did={
            "translate": gettext("The translation is kept."),
            "deviant": gettext("Noted. The board shows it at the theme."),
            "fits": gettext("Taken back. That it was noted stays in the trail."),
        }.get(request.GET.get("did", ""), ""),
    )
