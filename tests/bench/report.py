"""The figures of one run: as a table for people, and as JSON under the keys that others compare."""

from dataclasses import dataclass

from tests.bench.load import Load

STACK, DJANGO = "whole stack", "Django alone"
BARE, PSYCOPG = "bare WSGI function", "psycopg alone"
_LINE = "{:<34}{:>10}{:>10}{:>10}"


@dataclass(frozen=True)
class Report:
    """Everything one run measured."""

    workers: int
    threads: int
    beats: dict[str, Load]
    alone: dict[str, Load]
    together: dict[str, Load]
    crowd: dict[str, Load]
    statements_per_beat: int
    learn_statements: int
    certificate_ms: float

    @property
    def beats_over_bare(self) -> float:
        """How many beats the whole stack answers for each one of the bare function."""
        return self.beats[STACK].per_s / self.beats[BARE].per_s

    @property
    def anonymous_over_signed_in(self) -> float:
        """How many home pages a crowd of strangers gets for each learn page that a crowd of learners gets."""
        return self.crowd["home"].per_s / self.crowd["learn"].per_s

    def as_json(self) -> dict[str, float | int]:
        """Return the figures by name; milliseconds and numbers a second."""
        figures = {
            "beats_per_s": self.beats[STACK].per_s,
            "beats_over_bare": self.beats_over_bare,
            "beat_p99_ms": self.beats[STACK].p99_ms,
            "bare_wsgi_per_s": self.beats[BARE].per_s,
            "psycopg_per_s": self.beats[PSYCOPG].per_s,
            "statements_per_beat": self.statements_per_beat,
            "home_p50_ms": self.alone["home"].p50_ms,
            "course_p50_ms": self.alone["course"].p50_ms,
            "learn_p50_ms": self.alone["learn"].p50_ms,
            "dashboard_p50_ms": self.alone["dashboard"].p50_ms,
            "test_p50_ms": self.alone["test"].p50_ms,
            "claim_p50_ms": self.alone["claim"].p50_ms,
            "anonymous_per_s": self.crowd["home"].per_s,
            "anonymous_over_signed_in": self.anonymous_over_signed_in,
            "learn_statements": self.learn_statements,
            "certificate_ms": self.certificate_ms,
        }
        return {name: round(figure, 2) for name, figure in figures.items()}

    def as_table(self) -> str:
        """Return the figures as lines of text."""
        slower = self.beats[STACK].p99_ms / self.beats[BARE].p99_ms
        lines = [
            _LINE.format(
                f"{self.workers} processes × {self.threads} threads", "per s", "p50", "p99"
            ),
            *(_line(f"beat, {name}", found) for name, found in self.beats.items()),
            *(_line(f"{name}, 1 visitor", found) for name, found in self.alone.items()),
            *(_line(f"{name}, 8 visitors", found) for name, found in self.together.items()),
            *(_line(f"{name}, 64 visitors", found) for name, found in self.crowd.items()),
            f"beats of the whole stack over the bare function: {self.beats_over_bare:.2f}, p99 {slower:.2f}",
            f"home of strangers over learn: {self.anonymous_over_signed_in:.0f}",
            f"statements of a beat: {self.statements_per_beat}",
            f"statements of the learn page: {self.learn_statements}",
            f"certificate as PDF: {self.certificate_ms:.1f} ms",
        ]
        return "\n".join(lines)


def _line(name: str, found: Load) -> str:
    return _LINE.format(
        name, f"{found.per_s:.0f}", f"{found.p50_ms:.1f} ms", f"{found.p99_ms:.1f} ms"
    )
