"""Why something did not pass, or a file was not taken, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from osteopro.research.refi.terms import Became, Refusal, Why

BECAME: dict[Became, object] = {
    Became.LEFT_OUT: _("stays out"),
    Became.CHANGED: _("changed"),
    Became.ASSUMED: _("supplied"),
}
# The same of a file that comes in.
CAME: dict[Became, object] = {Became.LEFT_OUT: _("does not come in")}
CAME_WHY: dict[Why, object] = {Why.NOT_HELD: _("It has no place in a study")}
WHY: dict[Why, object] = {
    Why.UNKNOWN: _("The standard does not know it"),
    Why.NOT_HELD: _("This kind of file does not hold it"),
    Why.NOT_READ: _("It could not be read"),
    Why.OUTSIDE: _("It lies outside of the file"),
    Why.NO_FILE: _("Its file is missing"),
    Why.EXTRA_FILE: _("Nothing in the project names it"),
    Why.VERSION: _("An older version of the format"),
    Why.ENCODING: _("Marked as another encoding"),
    Why.INSIDE_XML: _("Its words stood inside the XML"),
    Why.CHARACTERS: _("Line ends or characters were brought into one form"),
    Why.NO_GUID: _("It had no GUID; one was made"),
    Why.GUID_TWICE: _("A GUID stood twice; one was changed"),
    Why.NO_NAME: _("It had no name"),
    Why.UNRESOLVED: _("It points to something that is not there"),
    Why.NO_CODER: _("Nobody was named as coder"),
    Why.UNKNOWN_CODER: _("The coder is not in the list of users"),
    Why.OFF_THE_TEXT: _("Its place is outside of the text"),
    Why.ON_THE_EDGE: _("Its place lay inside a character and was widened"),
    Why.CRLF: _("Line ends were counted as one character"),
    Why.UTF_16: _("Places were counted as another program does"),
    Why.UNSURE: _("Nothing proves the places; look at some of them"),
    Why.CASE_CODE: _("A code that stands for a case"),
    Why.ANCHOR: _("A note on a place that is not there"),
    Why.SAME_SPAN: _("The same words were marked twice by one coder"),
    Why.NAME_TAKEN: _("The name was taken; a number was added"),
    Why.NAME: _("The name was too long or not allowed"),
    Why.ORIGIN: _("The file did not say which program wrote it"),
    Why.NOTE: _("A note without date, name or author was completed"),
    Why.DEPTH: _("Too many levels"),
    Why.VALUE: _("The value is not of the type of its column"),
    Why.PEERS: _("Other programs lose it or stumble on it"),
    Why.PRIVACY: _("It stays for the privacy of participants"),
    Why.WITHDRAWN: _("The participant withdrew their consent"),
    Why.BLIND: _("The round is blind until all have handed in"),
    Why.NAMED: _("Not frozen: people may be named in it"),
    Why.PUT_RIGHT: _("Being put right: freeze the transcript again first"),
    Why.OLDER: _("Of an earlier text of the transcript"),
    Why.TAKEN_OUT: _("It says what was taken out later"),
    Why.BELONGS: _("It belongs to something that stays"),
}
REFUSED: Mapping[Refusal, object] = {
    Refusal.NOT_A_PACKAGE: _(
        "This is no .qdpx: not a package that can be opened. Export it again as a REFI-QDA project."
    ),
    Refusal.TOO_LARGE: _("The file, or something in it, is too large."),
    Refusal.TOO_MANY_ENTRIES: _("The package holds too many files."),
    Refusal.RATIO: _("Something in the package swells far beyond what texts do. It is not opened."),
    Refusal.DAMAGED: _("The file is damaged. Export or copy it again."),
    Refusal.ENCRYPTED: _("The package has a password. Export it without one."),
    Refusal.METHOD: _("The package is compressed in a way that is not taken."),
    Refusal.NAME: _("A name in the package points outside of it. It is not opened."),
    Refusal.TWICE: _("The package has two files of the same name."),
    Refusal.LINK: _("The package holds a link to somewhere else. It is not opened."),
    Refusal.NO_PROJECT: _("There is no project and no codebook in it."),
    Refusal.ENCODING: _("The file is not in UTF-8."),
    Refusal.DOCTYPE: _(
        "The XML declares a document type, which may hide other files. It is not read."
    ),
    Refusal.XML: _("The XML in it is broken."),
    Refusal.DEPTH: _("It is nested too deep."),
    Refusal.ELEMENTS: _("It has too many parts."),
    Refusal.LONG_VALUE: _("A name or text in it is too long."),
    Refusal.NAMESPACE: _("This is no REFI-QDA file, or a version that is not known."),
    Refusal.EXTENSION: _(
        "It was changed since it left OsteoPRO, or does not hold together. Nothing was brought in."
    ),
}
