"""Why something cannot be done, in words and by topic: each code stands in one of them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from osteopro.web.study.coding_refusals import CODING

Refusals = Mapping[str, object]

STUDY: Refusals = {
    "closed": _("This study is closed: nothing in it is changed any more."),
    "last-lead": _("Somebody has to lead the study. Give that to somebody else first."),
    "why-closed": _("Write down the reason."),
    "wipe-by": _("Give a day, today or later, by which the recordings are wiped."),
    "closed-elsewhere": _("This study came as a file, closed where it came from."),
}
PEOPLE: Refusals = {
    "already-member": _("This person is in the team already."),
    "nobody-left": _("Nobody is left to be asked here. Choose another cell."),
    "not-now": _("It is not the time for it as things stand. Load the page again."),
    "no-research": _("This person does not agree to research any more: do not ask."),
    "not-understood": _("Who did not understand what it is about cannot agree."),
    "names-somebody": _("Take the name or number out: nothing here may say who it is."),
    "why-refused": _("Write down the reason in a few words, or “gave none”."),
    "no-paper": _("Keep the consent form among the documents first."),
    "no-witness": _("On the phone somebody has to hear the yes."),
    "signed-later": _("This day is still to come."),
    "not-asked": _("This question is answered already."),
    "old-paper": _("The words changed meanwhile. Please read them again."),
}
INTERVIEWS: Refusals = {
    "no-consent": _("There is no consent: nothing of them may be asked or kept."),
    "consent-withdrawn": _("The consent was withdrawn."),
    "consent-later": _("The consent was not signed before now. It comes first."),
    "no-audio": _("They did not agree to a recording."),
    "said-no": _("Asked once more in the room, they did not want a recording."),
    "no-guide": _("No interview guide is approved yet."),
    "own-manager": _("Say why their own follow-up manager interviews them."),
    "not-interviewer": _("This person does not interview in this study."),
    "interview-open": _("An interview with them is planned or running already."),
    "interview-not-planned": _("This interview was begun or cancelled already."),
    "interview-not-running": _("This interview is not running."),
    "interview-not-begun": _("This interview has not begun."),
    "interview-time": _("The end lies between the start and now."),
    "no-sound": _("This is no sound. Bring mp3, m4a, wav, ogg, webm or amr."),
    "too-large": _(
        "At most 2 GB, a day of talk. Larger files are uncompressed: save it as mp3 or m4a."
    ),
    "wrong-part": _("A part does not fit the file. Choose the same file again."),
    "wrong-hash": _("A part was changed on the way. It is sent again."),
    "wrong-whole": _("The parts do not make this file. Wipe it and bring it again."),
    "recording-gone": _("This recording was wiped."),
    "parts-waiting": _("This recording is not whole yet."),
}
TRANSCRIPTS: Refusals = {
    "reviewer-is-transcriber": _("Who typed it cannot be the one who reads it again."),
    "other-transcriber": _("Somebody else types this transcript."),
    "other-reviewer": _("Somebody else reads this transcript again already."),
    "review-started": _("The second reading has begun: it is not typed anew."),
    "review-not-started": _("Begin the second reading first."),
    "not-newest": _("There is a newer version. Load the page again."),
    "wrong-stage": _("The transcript is further on already. Load the page again."),
    "empty-transcript": _("Nothing is typed yet."),
    "places-overlap": _("Two places overlap, or what is to stand there cannot stand there."),
}
ANALYSIS: Refusals = {
    "nothing-written": _("Write at least one passage."),
    "step-blocked": _("An earlier step is not done. The page of each step says why."),
    "text-not-current": _("There is a newer version. Approve that one."),
    "theme-not-cited": _("These themes are spoken of nowhere:"),
    "description-not-approved": _("Approve the exhaustive description first."),
    "wrong-place": _("Meanings go into clusters, clusters into themes."),
    "too-deep": _("A sub-theme holds no themes: there are two levels at most."),
    "in-itself": _("Nothing can be put into itself."),
    "not-empty": _("It still holds something. Put that elsewhere first."),
    "moved-since": _("This was changed again meanwhile, so it cannot be undone."),
    "named-already": _("There is one of this name. Choose another name."),
    "not-analysed": _("Nothing of this interview counts in the analysis yet."),
    "why-apart": _("The counts say otherwise. Say why."),
}
STATEMENTS: Refusals = {
    "not-linked": _("They did not agree that their records are looked at for it."),
    "records-not-known": _(
        "Their records cannot be looked at: the consent to research ended, or nobody knows who "
        "it is."
    ),
    "why-look": _("Say what you look for. Name nobody in it."),
    "which-score": _("Choose at least one score."),
    "records-changed": _("The records changed meanwhile. Look at them once more."),
    "no-records": _("There is no score: choose “There is no record”."),
    "there-are-records": _("There are scores: choose how they stand to the words."),
    "say-how": _("Write how the records qualify or contradict it."),
    "nothing-translated": _("Write the translation."),
    "say-why-not": _("Write how it does not fit."),
    "deviant-already": _("This is noted at this theme already."),
}
CHECKS: Refusals = {
    "not-to-ask": _("This participant is not to be asked again."),
    "nothing-to-bring": _("Steps 1 to 6 have to be done first."),
    "asked-already": _("They were asked about this version already."),
    "answered-already": _("They have answered already. An answer stays as it is."),
    "say-what": _("Write what is not right, in their words."),
    "no-change-wanted": _("They wanted nothing changed."),
    "not-written-after": _("Choose a version that was written after they were asked."),
    "not-missing": _("Tick what may stay as it is."),
    "two-needed": _("Tick a second person who decided with you."),
}
FILES: Refusals = {
    "groups-too-small": _("Groups that small are not told of outside of the study."),
    "not-weighed": _("Say why it may leave, or put it right."),
    "changed-since": _("The study changed since. Load the page again."),
    "study-already-here": _("This study is here already: it is put back only once."),
    "no-such-member": _("Nobody in the file has this place. Load the page again."),
    "consent-to-come": _("This day is still to come."),
    "file-gone": _("The file is not here any more. Bring it again."),
    "who-are-you": _("Say who you are in this study."),
    "study-changed": _("The study was changed meanwhile. Look at what would leave now."),
    "nothing-there": _("The study has nothing yet of what such a file holds."),
}
TOPICS = (STUDY, PEOPLE, INTERVIEWS, TRANSCRIPTS, CODING, ANALYSIS, STATEMENTS, CHECKS, FILES)
REFUSALS: Refusals = {code: said for topic in TOPICS for code, said in topic.items()}
OTHERWISE = _("This is not possible as things stand. Load the page again.")
