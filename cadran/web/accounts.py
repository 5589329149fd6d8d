"""Signing in and out, the one-time link, one's own account."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from cadran.catalogue import DIMENSIONS
from cadran.web import sign_in, trail
from cadran.web.access import role, scope_of
from cadran.web.errors import answer
from cadran.web.models import MOST_TOKENS, OneTimeLink, Role, Token
from cadran.web.parts.context import Desk
from cadran.web.parts.page import frame
from cadran.wording.display import say


def _frame(request: HttpRequest, title: str) -> dict[str, Any]:
    """The pages' frame around a page of one's account; who has no rights has no pages to go to."""
    around = frame(Desk.of(request)) if role(request.user) else {}
    return {**around, "has_no_filters": True, "title": title, "is_empty": False, "is_blank": False}


@login_not_required
def no_icon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it on pages that are not ours to write."""
    return HttpResponse(status=204)


def _stopped(request: HttpRequest, name: str) -> HttpResponse:
    """The answer where a password was tried too often."""
    trail.sign_in_stopped(request, name)
    minutes = int(sign_in.WINDOW.total_seconds() // 60)
    response = answer(
        request,
        429,
        ngettext(
            "Too many sign-ins failed. Wait {minutes} minute, then try again.",
            "Too many sign-ins failed. Wait {minutes} minutes, then try again.",
            minutes,
        ).format(minutes=minutes),
    )
    response["Retry-After"] = str(minutes * 60)
    return response


class SignIn(LoginView):
    """The sign-in form; too many attempts wait."""

    template_name = "registration/sign_in.html"
    redirect_authenticated_user = True
    authentication_form = AuthenticationForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        attempt = sign_in.begin(request, request.POST.get("username", ""))
        if attempt is None:
            return _stopped(request, request.POST.get("username", ""))
        response = super().post(request, *args, **kwargs)
        if request.user.is_authenticated:
            sign_in.succeeded(attempt)
        else:
            trail.sign_in_failed(request, request.POST.get("username", ""))
        return response


class SignOut(LogoutView):
    """The session ends and its data with it."""

    http_method_names = ("post", "options")


@method_decorator([login_not_required, never_cache], name="dispatch")
class Welcome(View):
    """A one-time link: it shows a button, and the button signs in once."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        link = OneTimeLink.alive(token)
        if link is None:
            return self._gone(request)
        return render(request, "accounts/welcome.html", {"name": link.user.get_username()})

    @method_decorator(transaction.atomic)
    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        user = OneTimeLink.consume(token)
        if user is None:
            return self._gone(request)
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("/" if user.has_usable_password() else "password")

    def _gone(self, request: HttpRequest) -> HttpResponse:
        return answer(request, 404, _("This link was used or has expired. “cadran serve --link” prints a new one."))


class Account(View):
    """Who one is here, what one may see, one's tokens."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        """A new token, whose secret this page shows and no other, or the end of one."""
        revoked, name = request.POST.get("revoke", ""), request.POST.get("name", "").strip()[:80]
        mine = Token.objects.filter(user=request.user.pk, revoked_at=None)
        if revoked.isdecimal() and len(revoked) < 18:
            mine.filter(pk=int(revoked)).revoke()
            return redirect("account")
        if not name or mine.count() >= MOST_TOKENS:
            return redirect("account")
        return self._page(request, Token.issue(request.user, name)[1])

    def _page(self, request: HttpRequest, secret: str = "") -> HttpResponse:
        tokens = Token.objects.filter(user=request.user.pk, revoked_at=None).order_by("-created_at")
        scope = scope_of(request.user)
        mine = role(request.user)
        language = "en" if (get_language() or "fr").startswith("en") else "fr"
        content = {
            "role": mine,
            "role_name": Role(mine).label if mine else "",
            "sides": [(say(DIMENSIONS[name].name, language), members) for name, members in scope.restrictions()],
            "tokens": tokens,
            "secret": secret,
        }
        return render(request, "accounts/account.html", {**_frame(request, _("My account")), **content})


class Password(PasswordChangeView):
    """A new password; who came by a one-time link has no old one to give.

    The old one is tried as often as at the sign-in: whoever found a browser signed in cannot work it out here.
    """

    template_name = "accounts/password.html"
    success_url = reverse_lazy("account")

    @method_decorator(transaction.atomic)
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_usable_password():  # type: ignore[union-attr]
            return super().post(request, *args, **kwargs)
        name = request.user.get_username()
        attempt = sign_in.begin(request, name)
        if attempt is None:
            return _stopped(request, name)
        form = self.get_form()
        is_valid = form.is_valid()
        if "old_password" not in form.errors:
            sign_in.succeeded(attempt)
        return self.form_valid(form) if is_valid else self.form_invalid(form)

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return {**super().get_context_data(**more), **_frame(self.request, _("Choose a password"))}

    def get_form_class(self) -> Any:
        user = self.request.user
        return super().get_form_class() if user.is_authenticated and user.has_usable_password() else SetPasswordForm
