"""Before a report leaves: what could tell who somebody is, and why it may leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import override

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.audit import one_chain
from osteopro.audit.terms import study_stream
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.manuscript.parts import Manuscript, strings
from osteopro.research.publishing import FEWEST, MOST
from osteopro.research.queries import report as queries
from osteopro.research.queries.report import Facts
from osteopro.research.queries.studies import Own
from osteopro.research.release import Finding
from osteopro.research.rules import Task
from osteopro.ui.components import FieldError
from osteopro.ui.files import private_file
from osteopro.ui.posted import form_key, id_of, lines_of, one_of
from osteopro.web.study import release_words, words
from osteopro.web.study.page import author_of, language, render, study_of
from osteopro.web.study.report_files import KINDS, LANGUAGES, NAMES, Format, written
from osteopro.web.study.reported import sample
from osteopro.web.study.reported.document import document

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which file, in which language, and the fewest people of a group it tells of."""

    format: Format
    language: str
    fewest: int

    def guid(self, key: UUID) -> UUID:
        """Of the file under the key of a form: another choice is another file."""
        return uuid5(key, f"{self.format}/{self.language}/{self.fewest}")


@access(Permission.STUDY)
def release(request: HttpRequest, study_id: int) -> HttpResponse:
    """GET shows what has to be weighed; POST keeps the reasons and answers with the file."""
    own = study_of(request, study_id, Task.REPORT)
    wanted = _wanted(request.POST if request.method == "POST" else request.GET)
    facts = queries.facts(own.study)
    if request.method != "POST":
        return _page(request, own, facts, wanted)
    answers = _answers(request.POST)
    if long := [key for key, reason in answers.items() if len(reason) > LONGEST]:
        said = words.at_most(LONGEST)
        return _page(
            request, own, facts, wanted, [FieldError(f"reason-{key}", said) for key in long]
        )
    guid = wanted.guid(form_key(request.POST))
    earlier = queries.earlier(study_id, guid)
    # No longer than is told of the trail: while a round is blind it is as it was before.
    at, lines = (earlier.at, earlier.lines) if earlier else (clock.now(), facts.work.events)
    made = _made(facts, wanted, at, lines)
    try:
        actions.release_report(
            by=author_of(request), facts=facts, made=made, answers=answers, key=guid
        )
    except Refused as refused:
        return _page(request, own, facts, wanted, _errors(refused))
    kind, ending = KINDS[wanted.format]
    name = f"report-{study_id}-{at.astimezone(HOSPITAL).date().isoformat()}.{ending}"
    return private_file(request, made.data, kind, save_as=name)


def _wanted(given: QueryDict) -> Wanted:
    chosen, fewest = given.get("language", ""), id_of(given.get("fewest", "")) or FEWEST
    return Wanted(
        format=one_of(Format, given.get("as", "")) or Format.WORD,
        language=chosen if chosen in LANGUAGES else language(),
        fewest=min(max(fewest, FEWEST), MOST),
    )


def _answers(post: QueryDict) -> dict[str, str]:
    begin = "reason-"
    return {
        name.removeprefix(begin): lines_of(post.get(name, ""))
        for name in post
        if name.startswith(begin)
    }


def _made(facts: Facts, wanted: Wanted, at: datetime, lines: int) -> actions.Made:
    manuscript, walked = _document(facts, wanted, at, lines)
    return actions.Made(
        kind=f"report-{wanted.format}",
        data=written(manuscript, wanted.format),
        strings=strings(manuscript),
        language=wanted.language,
        fewest=wanted.fewest,
        lines=walked,
        at=at,
    )


def _document(facts: Facts, wanted: Wanted, at: datetime, lines: int) -> tuple[Manuscript, int]:
    """The report with its trail proved as it was when it had so many lines; how many there were."""
    proved = one_chain.prove(study_stream(facts.study.study_id), lines)
    as_proved = replace(facts, work=replace(facts.work, events=proved.lines))
    with override(wanted.language):
        manuscript = document(as_proved, fewest=wanted.fewest, proved=proved, at=at)
    return manuscript, proved.lines


def _errors(refused: Refused) -> list[FieldError]:
    said = words.refusal(refused.code)
    return [FieldError(f"reason-{key}", said) for key in refused.about] or [
        FieldError("release", said)
    ]


def _page(
    request: HttpRequest,
    own: Own,
    facts: Facts,
    wanted: Wanted,
    errors: Sequence[FieldError] = (),
) -> HttpResponse:
    study_id, post = own.study.study_id, request.POST
    now, _ = _document(facts, wanted, clock.now(), facts.work.events)
    found = queries.findings(facts, strings(now))
    given = {**queries.given_reasons(study_id), **_answers(post)}
    masked = [sample.shown(each, wanted.fewest) for each in facts.table]
    return render(
        request,
        "study/release.html",
        current="report",
        own=own,
        errors=errors,
        wanted=wanted,
        file=NAMES[wanted.format],
        in_language=LANGUAGES[wanted.language],
        left_out=[each for each in masked if each.left_out and not each.sensitive],
        staying=[each.label for each in masked if each.sensitive],
        findings=[_shown(each, study_id, given) for each in found],
        key=form_key(post) if errors else uuid4(),
        most=LONGEST,
    )


def _shown(finding: Finding, study_id: int, given: Mapping[str, str]) -> dict[str, object]:
    return {
        "key": finding.key,
        "sort": finding.sort,
        "where": release_words.WHERE[finding.where],
        "said": release_words.said(finding),
        "words": finding.words,
        "href": release_words.place(finding, study_id),
        "reason": given.get(finding.key, ""),
    }
