"""How many participants spoke of something, in a sentence; counted, never typed."""

from django.utils.translation import ngettext

from osteopro.web.study.page import language

# English has numbers up to ten in words; Chinese counts people in figures.
_WORDS = "No One Two Three Four Five Six Seven Eight Nine Ten".split()


def spoke_of_it(n: int, of: int) -> str:
    """Two of 14 participants spoke of this."""
    said = ngettext(
        "%(count)s of %(of)s participant spoke of this.",
        "%(count)s of %(of)s participants spoke of this.",
        of,
    )
    return said % {"count": in_words(n), "of": of}


def in_words(n: int) -> str:
    """A number as it begins a sentence in the reader's language."""
    return _WORDS[n] if language().startswith("en") and n < len(_WORDS) else str(n)
