"""Transcripts of a study: where each stands, and what to do next."""

from django.http import HttpRequest, HttpResponse

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research.queries import transcripts as queries
from osteopro.web.study import transcript_words, words
from osteopro.web.study.page import render, study_of


@access(Permission.STUDY)
def transcripts(request: HttpRequest, study_id: int) -> HttpResponse:
    """Every interview by number of participant."""
    own = study_of(request, study_id)
    found = [each for each in queries.transcripts(study_id) if not each.cancelled]
    people = {each.transcriber for each in found} | {
        each.review.reviewer for each in found if each.review
    }
    names = words.names(pk for pk in people if pk)
    rows = []
    for each in found:
        said, tone = transcript_words.clock_says(each)
        action, href = transcript_words.following(own, each)
        rows.append(
            {
                "of": each,
                "stage": transcript_words.stage(each),
                "typed": names.get(each.transcriber or 0, ""),
                "reviewed": names.get(each.review.reviewer, "") if each.review else "",
                "clock": said,
                "tone": tone,
                "action": action,
                "href": href,
            }
        )
    return render(request, "study/transcripts.html", current="transcripts", own=own, rows=rows)
