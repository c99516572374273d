"""The front before the portal, with a deadline for bodies that tests/portal/test_slow_clients.py can wait for."""

from portal.front.application import Application
from portal.front.application import application as patient

application = Application(patient.wsgi, grace=12.0)
