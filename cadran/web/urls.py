"""Every address: sign-in and accounts, administration, the API, and the pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from cadran.web import accounts
from cadran.web.admin import site
from cadran.web.api import api
from cadran.web.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("favicon.ico", accounts.no_icon),
    path("health/", health, name="health"),
    path("sign-in/", accounts.SignIn.as_view(), name="sign-in"),
    path("sign-out/", accounts.SignOut.as_view(), name="sign-out"),
    path("welcome/<str:token>/", accounts.Welcome.as_view(), name="welcome"),
    path("account/", accounts.Account.as_view(), name="account"),
    path("account/password/", accounts.Password.as_view(), name="password"),
    path("language/", include("django.conf.urls.i18n")),
    path("admin/", site.urls),
    path("api/v1/", api.urls),
    path("", include("cadran.web.pages.urls")),
]

handler400 = "cadran.web.errors.bad_request"
handler403 = "cadran.web.errors.forbidden"
handler404 = "cadran.web.errors.not_found"
handler500 = "cadran.web.errors.server_error"
