"""What somebody means who answers a text message with a word. Pure."""

from enum import StrEnum

from osteopro.triage.words import normalised


class Meant(StrEnum):
    CALL = "call"
    STOP = "stop"
    WORDS = "words"
    NOTHING = "nothing"


_CALL = {"1", "一", "回1", "回一", "11", "111"}
_STOP = {
    "t",
    "td",
    "n",
    "stop",
    "unsubscribe",
    "退",
    "退订",
    "取消",
    "别发了",
    "不要再发",
    "不要发了",
}


def meant(text: str) -> Meant:
    """Only a word alone is an order; anything more is something said to a person.

    >>> meant(" １。"), meant("退订"), meant("1 点钟痛得厉害")
    (<Meant.CALL: 'call'>, <Meant.STOP: 'stop'>, <Meant.WORDS: 'words'>)
    """
    said = normalised(text)
    if not said:
        return Meant.NOTHING
    if said in _CALL:
        return Meant.CALL
    return Meant.STOP if said in _STOP else Meant.WORDS
