"""What a page shows is what our catalogues say, whatever a library calls the same thing."""

import pytest
from babel.messages.catalog import Message
from django.utils.translation import gettext, ngettext, override, pgettext, trans_real

from catalogues import LANGUAGES, catalogue_path, compile_stale, owners, read_catalogue


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_translation_is_the_one_that_is_shown(language: str) -> None:
    compile_stale()
    trans_real._translations.clear()  # another test may have loaded them before they were compiled
    entries = [m for owner in owners() for m in read_catalogue(catalogue_path(owner, language))]
    with override(language.lower().replace("_", "-")):
        other = {str(m.id): shown(m) for m in entries if m.id and m.string and shown(m) != own(m)}
    assert len(entries) > 100
    assert other == {}


def own(message: Message) -> str:
    return message.string if isinstance(message.string, str) else message.string[-1]


def shown(message: Message) -> str:
    if not isinstance(message.id, str):
        return ngettext(message.id[0], message.id[1], 2)
    return pgettext(message.context, message.id) if message.context else gettext(message.id)
