"""Codes of the study in words, and moments as researchers read them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro import clock
from osteopro.accounts import queries as accounts_queries
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.research.terms import Duty, GuidePart, LogKind, PaperKind
from osteopro.ui import formats
from osteopro.ui.components import Option
from osteopro.web.study import coding_refusals
from osteopro.web.study.page import language

DUTIES: Mapping[Duty, object] = {
    Duty.LEAD: _("Leads the study"),
    Duty.RECRUIT: _("Recruits"),
    Duty.INTERVIEW: _("Interviews"),
    Duty.TRANSCRIBE: _("Transcribes"),
    Duty.CODE: _("Analyses"),
    Duty.ADVISE: _("Advises"),
}
PAPERS: Mapping[PaperKind, object] = {
    PaperKind.PROTOCOL: _("Protocol"),
    PaperKind.ETHICS: _("Ethics approval"),
    PaperKind.INFORMATION: _("Information for participants"),
    PaperKind.CONSENT: _("Consent form"),
}
PARTS: Mapping[GuidePart, object] = {
    GuidePart.OPENING: _("Opening question"),
    GuidePart.PROBE: _("Probe"),
    GuidePart.CLOSING: _("Closing question"),
}
LOG: Mapping[LogKind, object] = {
    LogKind.REFLEXIVITY: _("Reflexivity"),
    LogKind.MEETING: _("Meeting"),
    LogKind.DECISION: _("Decision"),
    LogKind.MEMO: _("Memo"),
    LogKind.DEVIATION: _("Deviation from the protocol"),
}


def when(moment: datetime) -> str:
    """Day and time at the hospital."""
    return formats.staff_short(moment.astimezone(HOSPITAL), today=clock.today(HOSPITAL))


def day(of: date | None) -> str:
    """A day, or a dash."""
    return of.isoformat() if of else "–"


def names(accounts: Iterable[int]) -> dict[int, str]:
    """Names of members of staff in the reader's language, in one query."""
    found = accounts_queries.staff_names(list(accounts))
    return {pk: each.shown(language()) for pk, each in found.items()}


def listed(words: Iterable[object]) -> str:
    """Words in one line."""
    return gettext(", ").join(str(each) for each in words)


def translated(text: str, english: str) -> str:
    """What was given in two languages, in the reader's."""
    return (english if language().startswith("en") else "") or text


def options(of: Mapping[Any, object], chosen: str) -> list[Option]:
    """What a list to choose from shows, with nothing chosen at first."""
    shown = [Option(code, str(name), code == chosen) for code, name in of.items()]
    return [Option("", gettext("Choose"), False), *shown]


def refusal(code: str) -> str:
    """Why something cannot be done, and what to do instead."""
    return {
        **_of_interviews(),
        **coding_refusals.refusals(),
        **_of_files(),
        "closed": gettext("This study is closed: nothing in it is changed any more."),
        "last-lead": gettext("Somebody has to lead the study. Give that to somebody else first."),
        "nothing-written": gettext("Write at least one passage."),
        "step-blocked": gettext("An earlier step is not done. The page of each step says why."),
        "text-not-current": gettext("There is a newer version. Approve that one."),
        "theme-not-cited": gettext("These themes are spoken of nowhere:"),
        "description-not-approved": gettext("Approve the exhaustive description first."),
        "wrong-place": gettext("Meanings go into clusters, clusters into themes."),
        "too-deep": gettext("A sub-theme holds no themes: there are two levels at most."),
        "in-itself": gettext("Nothing can be put into itself."),
        "not-empty": gettext("It still holds something. Put that elsewhere first."),
        "moved-since": gettext("This was changed again meanwhile, so it cannot be undone."),
        "named-already": gettext("There is one of this name. Choose another name."),
        "not-analysed": gettext("Nothing of this interview counts in the analysis yet."),
        "why-apart": gettext("The counts say otherwise. Say why."),
        **_of_statements(),
        **_of_people(),
        "not-to-ask": gettext("This participant is not to be asked again."),
        "nothing-to-bring": gettext("Steps 1 to 6 have to be done first."),
        "asked-already": gettext("They were asked about this version already."),
        "answered-already": gettext("They have answered already. An answer stays as it is."),
        "say-what": gettext("Write what is not right, in their words."),
        "no-change-wanted": gettext("They wanted nothing changed."),
        "not-written-after": gettext("Choose a version that was written after they were asked."),
        "not-missing": gettext("Tick what may stay as it is."),
        "two-needed": gettext("Tick a second person who decided with you."),
        "reviewer-is-transcriber": gettext("Who typed it cannot be the one who reads it again."),
        "other-transcriber": gettext("Somebody else types this transcript."),
        "other-reviewer": gettext("Somebody else reads this transcript again already."),
        "review-started": gettext("The second reading has begun: it is not typed anew."),
        "review-not-started": gettext("Begin the second reading first."),
        "not-newest": gettext("There is a newer version. Load the page again."),
        "wrong-stage": gettext("The transcript is further on already. Load the page again."),
        "empty-transcript": gettext("Nothing is typed yet."),
        "places-overlap": gettext(
            "Two places overlap, or what is to stand there cannot stand there."
        ),
    }.get(code, gettext("This is not possible as things stand. Load the page again."))


def _of_people() -> dict[str, str]:
    return {
        "already-member": gettext("This person is in the team already."),
        "nobody-left": gettext("Nobody is left to be asked here. Choose another cell."),
        "not-now": gettext("It is not the time for it as things stand. Load the page again."),
        "no-research": gettext("This person does not agree to research any more: do not ask."),
        "not-understood": gettext("Who did not understand what it is about cannot agree."),
        "names-somebody": gettext("Take the name or number out: nothing here may say who it is."),
        "why-refused": gettext("Write down the reason in a few words, or “gave none”."),
        "no-paper": gettext("Keep the consent form among the documents first."),
        "no-witness": gettext("On the phone somebody has to hear the yes."),
        "signed-later": gettext("This day is still to come."),
        "not-asked": gettext("This question is answered already."),
        "old-paper": gettext("The words changed meanwhile. Please read them again."),
    }


def _of_statements() -> dict[str, str]:
    return {
        "why-closed": gettext("Write down the reason."),
        "wipe-by": gettext("Give a day, today or later, by which the recordings are wiped."),
        "closed-elsewhere": gettext("This study came as a file, closed where it came from."),
        "not-linked": gettext("They did not agree that their records are looked at for it."),
        "records-not-known": gettext(
            "Their records cannot be looked at: the consent to research ended, or nobody knows who "
            "it is."
        ),
        "why-look": gettext("Say what you look for. Name nobody in it."),
        "which-score": gettext("Choose at least one score."),
        "records-changed": gettext("The records changed meanwhile. Look at them once more."),
        "no-records": gettext("There is no score: choose “There is no record”."),
        "there-are-records": gettext("There are scores: choose how they stand to the words."),
        "say-how": gettext("Write how the records qualify or contradict it."),
        "nothing-translated": gettext("Write the translation."),
        "say-why-not": gettext("Write how it does not fit."),
        "deviant-already": gettext("This is noted at this theme already."),
    }


def _of_files() -> dict[str, str]:
    return {
        "groups-too-small": gettext("Groups that small are not told of outside of the study."),
        "not-weighed": gettext("Say why it may leave, or put it right."),
        "changed-since": gettext("The study changed since. Load the page again."),
        "study-already-here": gettext("This study is here already: it is put back only once."),
        "no-such-member": gettext("Nobody in the file has this place. Load the page again."),
        "consent-to-come": gettext("This day is still to come."),
        "file-gone": gettext("The file is not here any more. Bring it again."),
        "who-are-you": gettext("Say who you are in this study."),
        "study-changed": gettext("The study was changed meanwhile. Look at what would leave now."),
        "nothing-there": gettext("The study has nothing yet of what such a file holds."),
    }


def _of_interviews() -> dict[str, str]:
    return {
        "no-consent": gettext("There is no consent: nothing of them may be asked or kept."),
        "consent-withdrawn": gettext("The consent was withdrawn."),
        "consent-later": gettext("The consent was not signed before now. It comes first."),
        "no-audio": gettext("They did not agree to a recording."),
        "said-no": gettext("Asked once more in the room, they did not want a recording."),
        "no-guide": gettext("No interview guide is approved yet."),
        "own-manager": gettext("Say why their own follow-up manager interviews them."),
        "not-interviewer": gettext("This person does not interview in this study."),
        "interview-open": gettext("An interview with them is planned or running already."),
        "interview-not-planned": gettext("This interview was begun or cancelled already."),
        "interview-not-running": gettext("This interview is not running."),
        "interview-not-begun": gettext("This interview has not begun."),
        "interview-time": gettext("The end lies between the start and now."),
        "no-sound": gettext("This is no sound. Bring mp3, m4a, wav, ogg, webm or amr."),
        "too-large": gettext(
            "At most 2 GB, a day of talk. Larger files are uncompressed: save it as mp3 or m4a."
        ),
        "wrong-part": gettext("A part does not fit the file. Choose the same file again."),
        "wrong-hash": gettext("A part was changed on the way. It is sent again."),
        "wrong-whole": gettext("The parts do not make this file. Wipe it and bring it again."),
        "recording-gone": gettext("This recording was wiped."),
        "parts-waiting": gettext("This recording is not whole yet."),
    }
