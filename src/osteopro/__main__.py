"""`osteopro` is Django's manage.py with a name."""

import os
import sys

from django.core.management import execute_from_command_line

from osteopro.env import MissingSetting


def main() -> None:
    """Run one `osteopro` command; a missing setting is one sentence, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osteopro.settings")
    try:
        execute_from_command_line(sys.argv)
    except MissingSetting as error:
        sys.exit(f"osteopro: {error}")


if __name__ == "__main__":
    main()
