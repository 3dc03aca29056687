"""The checklists are whole, in both languages."""

import pytest

from osteopro.research.checklists import Checklist, items


@pytest.mark.parametrize(("which", "n"), [(Checklist.COREQ, 32), (Checklist.SRQR, 21)])
def test_every_item_has_words_in_both_languages(which: Checklist, n: int) -> None:
    found = items(which)
    assert [each.number for each in found] == list(range(1, n + 1))
    for each in found:
        assert set(each.topic) == set(each.asks) == {"zh", "en"}
        assert all(each.topic.values())
        assert all(each.asks.values())
