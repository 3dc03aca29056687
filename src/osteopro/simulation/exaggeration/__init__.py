"""Does exaggeration pay? A policy experiment: one synthetic clinic under four ways of giving slots.

No database. Every draw has an address (`chance.stream`: seed, purpose, person, number), so the
same people meet the same luck under every rule, and one person's strategy can be flipped with
all else equal. Time is in days; a day is eight service hours, and every day is worked.
"""
