"""`python scripts/peers/own_study.py SIZE…`: a study with a transcript of each size, ready to code.

The environment says where; prints JSON: the session of its coder, and of each transcript the page
and how long its text is. In a process of its own, because the settings are read from the
environment once.
"""

import json
import os
import sys
from importlib import import_module

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "osteopro.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from osteopro.accounts.models import Account  # noqa: E402
from osteopro.accounts.second_factor import SESSION_SHOWN  # noqa: E402

LINE = "P7：那次以后我就愿意记，我女儿说你咋个这么认真，我说我也算这个团队里头的人嘛。"
BACKEND = "osteopro.accounts.backends.StaffBackend"


def main(sizes: list[int]) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    builders, coding, studies = (
        import_module(f"tests.{name}") for name in ("builders", "coding", "studies")
    )
    studied = studies.study(builders.clinic())
    boards = []
    for number, size in enumerate(sizes, start=1):
        coded = coding.blind(studied, "\n".join([LINE] * (size // len(LINE.encode()))), number)
        (text,) = coded.view.texts
        boards.append(
            {
                "path": reverse("study_coding", args=[studied.study_id, coded.no, text.guid]),
                "length": text.length,
            }
        )
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(Account.objects.get(pk=studied.qin.account_id), backend=BACKEND)
    session = client.session
    session[SESSION_SHOWN] = True  # as after signing in with both factors
    session.save()
    print(json.dumps({"session": session.session_key, "line": LINE, "boards": boards}))


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]])
