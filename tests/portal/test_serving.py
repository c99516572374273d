"""How the web server and the worker are started."""

import pytest

from portal.serving import worker_options


@pytest.mark.parametrize("pooler", [False, True])
def test_a_mail_does_not_wait_behind_a_recording(pooler: bool) -> None:
    options = worker_options(pooler=pooler)
    assert int(options[options.index("--concurrency") + 1]) > 1


def test_behind_a_pooler_the_worker_looks_for_jobs_itself() -> None:
    options = worker_options(pooler=True)
    assert "--no-listen-notify" in options
    assert float(options[options.index("--fetch-job-polling-interval") + 1]) <= 1
