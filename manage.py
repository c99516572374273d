#!/usr/bin/env python
"""Run Django's management commands for the portal."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

from embedded import connection_advice

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except OperationalError as error:
        advice = connection_advice(error.__cause__, settings.DATABASE_URL)
        if advice is None:
            raise
        sys.exit(advice)
