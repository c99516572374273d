"""The WSGI entry point; in production it refuses to start with a wrong setting."""

import os
import signal

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from embedded import POOL, django_database
from embedded.processes import die_with_parent
from portal.backends import WAITED_FOR_MAIL_SECONDS
from portal.postgres import base

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# Only here: threads of one process share connections; a command has one, and fails at once.
_database = django_database(
    settings.DATABASE_URL, settings.DATA_DIR, "web", pooler=settings.DATABASE_POOLER
)
_database["OPTIONS"] |= {"pool": {**POOL, "connection_class": base.Connection}}
settings.DATABASES["default"] |= _database
if "BucketStorage" in settings.STORAGES["default"]["BACKEND"]:
    settings.STORAGES["default"]["OPTIONS"]["hasty"] = True
if settings.MAIL_HOST:
    settings.MAILERS["default"]["OPTIONS"]["timeout"] = WAITED_FOR_MAIL_SECONDS
application = get_wsgi_application()
# A web server killed outright must not leave processes behind that hold its port.
die_with_parent(signal.SIGKILL)

if settings.PRODUCTION:
    from portal.checks import refuse_to_boot

    refuse_to_boot()
