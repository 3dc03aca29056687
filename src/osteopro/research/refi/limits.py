"""How large a file from elsewhere may be. What we write stays below; what we read is held to it.

Measured: 10,000 codings are 5 MB of XML, a transcript of an hour 60 kB, of a whole day 1 MB.
"""

MIB = 1024 * 1024
# Fourteen interviews of a quarter of an hour come to 200 MiB of sound; ten times that passes.
MOST_PACKAGE = 2048 * MIB
MOST_UNPACKED = 4096 * MIB
# A study has tens of texts and hundreds of memos, each an entry.
MOST_ENTRIES = 20_000
# 100,000 codings with room to spare; a tree in memory takes ten times its text.
MOST_XML = 64 * MIB
MOST_TEXT = 16 * MIB
MOST_TEXTS = 256 * MIB
# Below this an entry may shrink as far as it likes: a short text of one letter is no attack.
SMALL_ENTRY = MIB
# Repetitive XML shrinks 50 times; what shrinks further was made to.
MOST_RATIO = 200
# "<" in the XML: a bound for its elements before any is made.
MOST_TAGS = 2_000_000
DEEPEST_CODE = 40
# A name may hold a quote; a description a meaning, a memo or a whole page.
LONGEST_ATTRIBUTE = 64 * 1024
LONGEST_ELEMENT = 4 * MIB
LONGEST_CODE_NAME = 200
# A whole number that every database holds, with its sign.
MOST_DIGITS = 20
