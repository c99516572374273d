"""A course's structured data for search engines, as schema.org's Course (JSON-LD)."""

from typing import Any

from django.conf import settings

from courses.emphasis import credit_plain
from courses.models import Course
from courses.services.offered import credit_lines


def course_json_ld(course: Course) -> dict[str, Any]:
    """Return the course as JSON-LD. Who awards no credit names none: a sample, or an expired course."""
    provider = course.series.provider
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": course.title_alone,
        "description": course.in_short,
        "url": f"{settings.SITE_URL}{course.get_absolute_url()}",
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "offers": {"@type": "Offer", "category": "Free", "price": 0, "priceCurrency": "USD"},
        "provider": {"@type": "Organization", "name": provider.name} | _website(provider.website),
        "hasCourseInstance": {"@type": "CourseInstance", "courseMode": "online"}
        | _workload(course.estimated_minutes),
    }
    if course.objectives:
        data["teaches"] = course.objectives
    if not course.is_sample and (credit := credit_lines(course)):
        data["educationalCredentialAwarded"] = [
            {
                "@type": "EducationalOccupationalCredential",
                "credentialCategory": credit_plain(line),
                "recognizedBy": {"@type": "Organization", "name": provider.accreditor},
            }
            for line in credit
        ]
    return data


def _website(url: str) -> dict[str, str]:
    return {"url": url} if url else {}


def _workload(minutes: int | None) -> dict[str, str]:
    return {"courseWorkload": f"PT{minutes}M"} if minutes else {}
