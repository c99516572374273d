"""`make run`: start everything in the foreground, print the address, and stop it all again."""

import os
import signal
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

import embedded
from embedded import supervisor
from embedded.supervisor import Service
from portal import boot, serving
from portal.checks import refuse_to_boot
from portal.health import worker_is_alive

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Command(BaseCommand):
    """Serve the portal until Ctrl-C or SIGTERM, then stop everything that was started."""

    help = "Start the database, the web server and the worker, in the foreground."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_to_boot()
        self.host = settings.HOST
        self.port = settings.PORT
        self.stopping = False
        self.cluster: embedded.Cluster | None = None
        for number in _STOP_SIGNALS:
            signal.signal(number, self._stop)
        try:
            with ExitStack() as started:
                try:
                    self._serve(started)
                finally:
                    _stop_no_more()
        except Exception as error:  # noqa: BLE001 (_explain raises it again)
            # After a stop signal, the interrupted code may fail with an error of its own: ignored.
            if not self.stopping:
                self._explain(error)
        except _Stopped:
            pass
        self.stdout.write("Portal stopped.")

    def _explain(self, error: Exception) -> NoReturn:
        """Raise CommandError for what an operator can fix; anything else is a bug and keeps its traceback."""
        ours = embedded.PostgresError | supervisor.ServiceFailedError | boot.CannotPrepareError
        if isinstance(error, ours):
            raise CommandError(str(error)) from None
        if isinstance(error, OperationalError):
            advice = embedded.connection_advice(error.__cause__, settings.DATABASE_URL)
            raise CommandError(advice or str(error)) from error
        raise error

    def _stop(self, number: int, frame: FrameType | None) -> NoReturn:
        # A second signal must not interrupt the orderly stop that the first one began.
        _stop_no_more()
        self.stopping = True
        raise _Stopped

    def _serve(self, started: ExitStack) -> None:
        started.enter_context(embedded.owned(settings.DATA_DIR))
        services = self._services()
        for service in services:
            service.stop_leftover()
        if obstacle := supervisor.obstacle(self.host, self.port):
            raise CommandError(obstacle)
        if not settings.DATABASE_URL:
            self.cluster = embedded.Cluster(settings.DATA_DIR)
            started.callback(self.cluster.stop)
            self.cluster.start()
            # The first start chooses the socket's folder, after the settings were read.
            connection.settings_dict.update(embedded.django_database("", settings.DATA_DIR))
        self._patiently(boot.prepare)
        for service in services:
            started.callback(service.stop)
            service.start()
        supervisor.wait_until_ready(services, self._is_ready)
        self._announce()
        connection.close()
        supervisor.keep_alive(services, self.cluster)

    def _patiently[T](self, work: Callable[[], T]) -> T:
        """Do work that asks the database, and do it again as long as the database is away."""

        def attempt() -> T:
            if self.cluster is not None and self.cluster.died():
                self.cluster.start()
            return work()

        return embedded.outlast(attempt)

    def _services(self) -> list[Service]:
        loopback = self.host in supervisor.LOOPBACK
        os.environ["PORTAL_BOUND_TO_LOOPBACK"] = "1" if loopback else ""
        pids = settings.DATA_DIR / "pids"
        size = (settings.WEB_WORKERS, settings.WEB_THREADS)
        web = serving.web_argv(self.host, self.port, *size, front=settings.FRONT)
        return [
            Service("worker", serving.worker_argv(), pids / "worker"),
            Service("web server", web, pids / "web"),
        ]

    def _is_ready(self) -> bool:
        # The worker first: the web server is up sooner, and /readyz would log an error for the worker.
        if not self._patiently(worker_is_alive):
            return False
        return serving.answers_ready(self.host, self.port, settings.MAIN_HOST)

    def _announce(self) -> None:
        here = f"http://{settings.MAIN_HOST}:{self.port}"
        address = settings.SITE_URL if settings.PRODUCTION else here
        lines = [f"Portal ready at {address}/", f"  Administrator  {self._administrator()}"]
        if self.host not in supervisor.LOOPBACK:
            lines.append(f"  Answers to     {', '.join(settings.ALLOWED_HOSTS)} (ALLOWED_HOSTS)")
        if settings.MAIL_HOST:
            lines.append(f"  Mail           sent through {settings.MAIL_HOST}")
        else:
            lines.append(f"  Mail           kept in {_shown(settings.MAIL_DIR)}/")
            if self.host in supervisor.LOOPBACK:
                lines[-1] += f", shown at {address}/dev/mail/"
        lines.append("  Stop           Ctrl-C")
        self.stdout.write("\n".join(lines))
        self.stdout.flush()

    def _administrator(self) -> str:
        email = self._patiently(boot.administrator)
        if email is None:
            return "none yet: .venv/bin/python manage.py createsuperuser"
        password = settings.DATA_DIR / "admin-password"
        return (
            f"{email}, first password (“Use a password”) in {_shown(password)}"
            if password.exists()
            else email
        )


class _Stopped(BaseException):
    """A signal asked us to stop."""


def _stop_no_more() -> None:
    for number in _STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _shown(path: Path) -> str:
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
