"""What the web server runs; in production it refuses to start on a wrong setting."""

import os
import signal

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from embedded import POOL
from embedded.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# Only here: threads of one process share connections. A command has one, and fails at once. Prepared
# are only statements whose parameters travel apart, and that is the beat's alone.
settings.DATABASES["default"]["OPTIONS"] |= {"pool": POOL, "prepare_threshold": 2}
application = get_wsgi_application()
# A web server killed outright must not leave processes behind that hold its port.
die_with_parent(signal.SIGKILL)

if settings.PRODUCTION:
    from portal.checks import refuse_to_boot

    refuse_to_boot()
