"""Background and scheduled tasks of this app."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from accounts.days import day_everywhere
from certificates.services.past_credit import link_past_credit, purge_past_credit
from certificates.services.retention import purge_expired
from certificates.services.transcript_file import MAKE_TASK, make_file, remove_old_files


@jobs.periodic(cron="17 4 * * *")
@jobs.task(name="certificates.purge_expired", queueing_lock="certificates.purge_expired")
def purge_expired_certificates(timestamp: int) -> int:
    """Delete certificates past their retention period, every night."""
    return purge_expired(on=day_everywhere(timezone.now()))


@jobs.periodic(cron="*/10 * * * *")
@jobs.task(name="certificates.link_past_credit", queueing_lock="certificates.link_past_credit")
def link(timestamp: int) -> int:
    """Link past credit to accounts created since the import, every ten minutes."""
    return link_past_credit()


@jobs.periodic(cron="19 4 * * *")
@jobs.task(name="certificates.purge_history", queueing_lock="certificates.purge_history")
def purge_history(timestamp: int) -> int:
    """Delete past credit after its retention period, every night."""
    return purge_past_credit(on=day_everywhere(timezone.now()))


@jobs.task(name=MAKE_TASK)
def make_transcript(learner_id: int) -> None:
    """Make a long transcript; safe to run again. A failure is shown on the learner's page."""
    make_file(learner_id=learner_id, now=timezone.now())


@jobs.periodic(cron="23 4 * * *")
@jobs.task(name="certificates.remove_transcripts", queueing_lock="certificates.remove_transcripts")
def remove_transcripts(timestamp: int) -> int:
    """Delete the files of long transcripts after a day, every night."""
    return remove_old_files(now=timezone.now())
