"""Who acted leaves as a GUID and comes back as somebody who cannot be taken for another."""

from hypothesis import given
from hypothesis import strategies as st

from osteopro.research.exchange.coders import Accounts, Coders
from tests.unit.research.refi.projects import guid

STUDY = guid("study")
ACCOUNTS = st.integers(-(2**55), 2**62)


@given(ACCOUNTS)
def test_the_number_of_somebody_unknown_gives_the_guid_back(account: int) -> None:
    out = Coders(STUDY, {}).guid(account)
    back = Accounts({}).number(out)
    assert back < 0 or (back, account) == (0, 0)
    assert Coders(STUDY, {}).guid(back) == out


def test_members_keep_their_guid_and_those_named_their_account() -> None:
    coders = Coders(STUDY, {7: guid("qin")})
    assert coders.guid(7) == guid("qin")
    assert coders.others == set()
    assert Accounts({guid("qin"): 12}).number(guid("qin")) == 12
    back = Accounts({}).number(guid("qin"))
    assert back < 0
    assert Coders(STUDY, {back: guid("qin")}).guid(back) == guid("qin")


def test_an_account_is_another_guid_in_another_study() -> None:
    assert Coders(STUDY, {}).guid(7) != Coders(guid("other"), {}).guid(7)
