"""What of an earlier text may be read by whoever may read the newest one. Pure."""

BLANK = "█"


def only_standing(text: str, newest: str) -> str:
    """The earlier `text` with blanks for each line that does not stand, letter for letter, in
    `newest`. As long as it was, so places in it hold; no word of it that `newest` does not say.

    >>> only_standing("问：谁？\\n王秀英：我。", "问：谁？\\n［患者］：我。")
    '问：谁？\\n██████'
    """
    stands = set(newest.split("\n"))
    return "\n".join(line if line in stands else BLANK * len(line) for line in text.split("\n"))
