"""What holds for every test."""

import os

from hypothesis import settings

# Two cores shared by everything make single examples slow; CI tries the same examples every time,
# so that a failure belongs to the change and not to the dice.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")
