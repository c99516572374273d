"""Django's own checks and the search for missing migrations, on the test run's database.

A generated column can be checked only against a server's version, so `manage.py check` needs one.
"""

import os

from tests import cluster

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django
    from django.core.management import call_command

    try:
        django.setup()
        call_command("check", fail_level="WARNING")
        call_command("makemigrations", check_changes=True, dry_run=True)
    finally:
        cluster.stop()
