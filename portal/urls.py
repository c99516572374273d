"""All URLs of the portal. The path's URLs and names are an interface (docs/how-it-works/architecture.md)."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from portal import discovery, health, views

handler404 = "portal.views.not_found"
handler500 = "portal.views.server_error"
urlpatterns = [
    path("", views.home, name="home"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("courses/<slug:slug>/", views.course, name="course"),
    path("help/", views.text_page, {"name": "help"}, name="help"),
    path("privacy/", views.text_page, {"name": "privacy"}, name="privacy"),
    path("accessibility/", views.text_page, {"name": "accessibility"}, name="accessibility"),
    path("", include("imports.urls")),
    path("", include("courses.urls")),
    path("", include("disclosure.urls")),
    path("", include("video.urls")),
    path("", include("publishing.urls")),
    path("", include("authoring.urls")),
    path("", include("progress.urls")),
    path("", include("certificates.urls")),
    path("", include("reporting.urls")),
    path("", include("analytics.urls")),
    path("", include("support.urls")),
    path("accounts/", views.account, name="account"),
    path("accounts/data/", views.my_data, name="my-data"),
    path("accounts/data.json", views.my_data_file, name="my-data-file"),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("staff.urls")),
    path("admin/", admin.site.urls),
    path("sitemap.xml", discovery.sitemap, name="sitemap"),
    path("robots.txt", discovery.robots, name="robots"),
    path("site.webmanifest", discovery.manifest, name="manifest"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("workerz", health.workerz, name="workerz"),
]

if not settings.PRODUCTION:
    from portal import dev_components, dev_mail

    urlpatterns += [
        path("dev/components/", dev_components.components, name="dev-components"),
        path("dev/mail/", dev_mail.mail_list, name="dev-mail"),
        path("dev/mail/<str:name>/", dev_mail.mail_detail, name="dev-mail-detail"),
    ]
