"""What could tell who somebody is, in words, and where it is put right."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro.research.queries.report import Left
from osteopro.research.release import Finding, Sort, Where
from osteopro.research.terms import SubjectKind
from osteopro.ui.posted import one_of
from osteopro.web.study import exchange_words, recruit_words, words

WHERE: Mapping[Where, object] = {
    Where.QUOTE: _("Quote"),
    Where.DEVIANT: _("Statement that does not fit"),
    Where.THEME: _("Name or words of a theme"),
    Where.STRUCTURE: _("Fundamental structure"),
    Where.BESIDE: _("Conclusion from records"),
    Where.PLACE: _("Place of an interview"),
    Where.REASON: _("Reason for not taking part"),
    Where.ELSEWHERE: _("Elsewhere in the report"),
}


def said(finding: Finding) -> str:
    """What is the matter."""
    alone = finding.sort is Sort.ALONE
    listed = words.listed(_trait(each) if alone else each for each in finding.marks)
    return {
        Sort.NAMED: gettext("It holds a name or number of somebody who takes part."),
        Sort.TAKEN: gettext("It holds what was taken out of a transcript."),
        Sort.UNCHECKED: gettext(
            "The key knows nobody behind Participant %(who)s: their names were not sought."
        ),
        Sort.SUGGESTED: gettext("These look like a name, place, number or day: %(marks)s"),
        Sort.ALONE: gettext("Participant %(who)s is quoted and the only one with: %(marks)s"),
    }[finding.sort] % {"who": finding.about or listed, "marks": listed}


def _trait(mark: str) -> str:
    """What somebody is the only one with: patient or provider, or a level in two languages."""
    if (subject := one_of(SubjectKind, mark)) is not None:
        return str(recruit_words.SUBJECTS[subject])
    return words.translated(*mark.split("\n", 1))


def place(finding: Finding, study_id: int) -> str:
    """The page on which it is put right; empty where that is this page."""
    if finding.sort is Sort.ALONE:
        return reverse("study_participant", args=[study_id, int(finding.about)])
    if finding.sort is Sort.UNCHECKED:
        return reverse("study_participants", args=[study_id])
    if finding.where in (Where.QUOTE, Where.DEVIANT, Where.THEME):
        return reverse("study_board_item", args=[study_id, "theme", finding.about])
    return {
        Where.STRUCTURE: reverse("study_structure", args=[study_id]),
        Where.BESIDE: reverse("study_themes", args=[study_id]),
        Where.PLACE: reverse("study_interviews", args=[study_id]),
        Where.REASON: reverse("study_screenings", args=[study_id]),
    }.get(finding.where, "")


def left(found: Iterable[Left]) -> list[dict[str, object]]:
    """What left the house, as rows."""
    every = list(found)
    names = words.names({each.by for each in every if each.by is not None})
    return [
        {
            "what": exchange_words.form_of(each.kind),
            "when": words.when(each.at),
            "by": names.get(each.by, "") if each.by is not None else gettext("at the server"),
            "sha256": each.sha256,
            "reasons": each.reasons,
        }
        for each in every
    ]
