"""How the web server and the worker are started."""

from portal.serving import worker_argv


def test_a_mail_does_not_wait_behind_a_recording() -> None:
    argv = [str(part) for part in worker_argv()]
    assert int(argv[argv.index("--concurrency") + 1]) > 1
