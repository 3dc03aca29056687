"""What came of reading a file with a transcript, in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro.research.text.imported import Note, NoteCode, Refusal, Refused

REFUSALS: Mapping[Refusal, Any] = {
    Refusal.TOO_LARGE: _("The file is larger than %(most)s MB."),
    Refusal.TOO_LONG: _("The text is longer than %(most)s characters."),
    Refusal.EMPTY: _("There are no words in the file."),
    Refusal.NOT_TEXT: _("This is no text. Bring txt, docx, srt or vtt."),
    Refusal.ENCODING: _("The characters cannot be read. Save the file as UTF-8."),
    Refusal.OLD_WORD: _("This is an old Word file, or one with a password. Save it as docx."),
    Refusal.RTF: _("This is an RTF file. Save it as docx or txt."),
    Refusal.PDF: _("This is a PDF. Bring the file it was made from, as docx or txt."),
    Refusal.NOT_DOCX: _("This is no Word document. Bring txt, docx, srt or vtt."),
    Refusal.LOCKED: _("The file has a password. Save it without."),
    Refusal.BROKEN: _("The file is damaged. Open it in Word and save it again."),
    Refusal.UNPACKS_TOO_LARGE: _("Unpacked, the file is too large."),
    Refusal.UNSAFE: _("The file holds what no Word document needs. Save it again in Word."),
    Refusal.NO_CUES: _("There are no subtitles in the file."),
}
NOTES: Mapping[NoteCode, Any] = {
    NoteCode.ENCODING_ASSUMED: _("The characters were read as %(detail)s. Look whether they fit."),
    NoteCode.LINE_ENDS: _("Line ends put into one form: %(n)s"),
    NoteCode.CONTROLS: _("Control characters left out: %(n)s"),
    NoteCode.UNSEEN: _("Marks that nobody sees left out: %(n)s"),
    NoteCode.COMPOSED: _("Letters and their accents were made one character."),
    NoteCode.BLANKS: _("Lines with blanks at their end: %(n)s; the blanks are gone"),
    NoteCode.TIMES_BACKWARDS: _("Times that lie before an earlier one, not used: %(n)s"),
    NoteCode.NO_SPEAKERS: _("It says nowhere who speaks. Begin lines with “Interviewer:”, “P1:”."),
    NoteCode.DELETED_LEFT_OUT: _("Deleted passages left out: %(n)s"),
    NoteCode.INSERTED_TAKEN: _("Inserted passages taken: %(n)s"),
    NoteCode.HIDDEN_LEFT_OUT: _("Hidden passages left out: %(n)s"),
    NoteCode.COMMENTS_LEFT_OUT: _("Comments left out: %(n)s"),
    NoteCode.FOOTNOTES_LEFT_OUT: _("Footnotes left out: %(n)s"),
    NoteCode.PICTURES_LEFT_OUT: _("Pictures left out: %(n)s"),
    NoteCode.SYMBOLS_LEFT_OUT: _("Symbols left out: %(n)s"),
    NoteCode.NUMBERS_LEFT_OUT: _("Numbers of lists left out: %(n)s"),
    NoteCode.TABLE_ROWS: _("Rows of tables written as lines: %(n)s"),
    NoteCode.CUES_JOINED: _("Subtitles of one speaker joined: %(n)s"),
    NoteCode.EMPTY_CUES: _("Empty subtitles left out: %(n)s"),
    NoteCode.ENDS_BEFORE_START: _("Subtitles that end before they begin: %(n)s"),
    NoteCode.OUTSIDE_CUES: _("Lines outside of subtitles left out: %(n)s"),
    NoteCode.STYLES_LEFT_OUT: _("Styles left out: %(n)s"),
    NoteCode.MARKS_LEFT_OUT: _("Marks for bold, italics and colour left out: %(n)s"),
}


def refused(why: Refused) -> str:
    """Why the file was not taken, and what to do."""
    return str(REFUSALS[why.code] % why.values) if why.values else str(REFUSALS[why.code])


def source(kind: str, notes: Iterable[Note]) -> dict[str, Any]:
    """What is kept with the version: codes and numbers."""
    return {"kind": kind, "notes": [[each.code, each.n, each.detail] for each in notes]}


def told(kept: Mapping[str, Any]) -> list[str]:
    """What was assumed, changed or left out, from what is kept with the version."""
    found = [
        str(NOTES[NoteCode(code)] % {"n": n, "detail": detail})
        for code, n, detail in kept.get("notes", ())
        if code in set(NoteCode)
    ]
    return found or ([gettext("Nothing was left out.")] if kept else [])
