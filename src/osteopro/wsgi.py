"""What a WSGI server serves, once everything holds that must."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from osteopro.schedule import readiness

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osteopro.settings")
application = get_wsgi_application()
if found := readiness.problems():
    raise ImproperlyConfigured(" ".join(found))
readiness.note_real_clinic()
