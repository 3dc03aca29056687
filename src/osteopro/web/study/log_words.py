"""Entries of the log that the product wrote by itself, in words."""

from datetime import datetime

from django.utils.translation import gettext

from osteopro.research.queries.log import LogView
from osteopro.web.study import words

REVIEW_LATE = "review-late"


def shown(entry: LogView) -> dict[str, str]:
    """About what it is, and what it says. A late second reading stands in it as two moments."""
    if entry.topic != REVIEW_LATE:
        return {"topic": entry.topic, "text": entry.text}
    typed, read = (words.when(datetime.fromisoformat(at)) for at in entry.text.split(" – "))
    said = gettext("Typed %(typed)s, read along %(read)s: later than 24 hours.")
    return {
        "topic": gettext("Late second reading"),
        "text": said % {"typed": typed, "read": read},
    }
