"""The transcript that a page is about."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from osteopro.research.queries import transcripts as queries
from osteopro.research.queries.studies import Own
from osteopro.research.queries.transcripts import NoSuchTranscript, TranscriptView, VersionView
from osteopro.research.rules import Task
from osteopro.research.terms import Stage
from osteopro.web.study.page import study_of


@dataclass(frozen=True, slots=True)
class At:
    """Who looks, and at which transcript."""

    own: Own
    of: TranscriptView

    @property
    def study_id(self) -> int:
        return self.own.study.study_id

    def newest(self, *stages: Stage) -> VersionView:
        """The newest version; 404 when it is at none of these stages."""
        if self.of.newest is None or self.of.newest.stage not in stages:
            raise Http404
        return self.of.newest

    def to(self, page: str, said: str = "") -> HttpResponse:
        """Go on to a page of this transcript."""
        address = reverse(page, args=[self.study_id, self.of.interview_id])
        return HttpResponseRedirect(f"{address}?{said}" if said else address)


def transcript_at(
    request: HttpRequest, study_id: int, interview_id: int, task: Task | None = None
) -> At:
    """The transcript of this interview, for who may do `task`; 404 for others, and for whatever is
    done with the words of somebody who withdrew."""
    own = study_of(request, study_id, task)
    try:
        found = At(own, queries.transcript(study_id, interview_id))
    except NoSuchTranscript:
        raise Http404 from None
    if task is not None and found.of.withdrawn:
        raise Http404
    return found
