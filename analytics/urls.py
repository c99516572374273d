"""URLs of the reports for staff."""

from django.urls import path

from analytics.views import course_reports, dashboard

app_name = "analytics"
urlpatterns = [
    path("admin/reports/", dashboard.reports, name="reports"),
    path("admin/reports-by-place/", dashboard.places, name="report-places"),
    path("admin/reports/<slug:slug>/", dashboard.course_report, name="course-report"),
    path("admin/reports/<slug:slug>/totals/", dashboard.totals, name="report-totals"),
    path("admin/reports/<slug:slug>/watching/", course_reports.watching, name="watching-report"),
    path("admin/reports/<slug:slug>/test/", course_reports.test, name="test-report"),
    path(
        "admin/reports/<slug:slug>/evaluation/", course_reports.evaluation, name="evaluation-report"
    ),
    path(
        "admin/reports/<slug:slug>/evaluation/comments/",
        course_reports.comments,
        name="evaluation-comments",
    ),
]
