"""How this product bends allauth: people are invited, limits lock out nobody but the guesser, links stay within the portal."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from ssr_portal.accounts import known_browsers
from ssr_portal.accounts.addresses import in_small_letters


class InvitationOnly(DefaultAccountAdapter):
    """Signing in without signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Never: an administrator adds people, who then set a password by the reset link."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only what stays within the portal, and on https where the portal is."""
        request = self.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failures count for an account and the place they come from: who guesses elsewhere locks out themselves alone."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{ratelimit.get_ip(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse what goes beyond a limit: of the place, and of the account unless its own browser asks."""
        super().pre_authenticate(request, **credentials)
        address = in_small_letters(credentials.get("email", ""))
        if known_browsers.is_known(request, address):
            return
        usage = ratelimit.consume(request, app="allauth.account", action="login_failed_anywhere", key=address)
        if not usage:
            self._rollback_login_failed_rl_usage()
            raise self.validation_error("too_many_login_attempts")
        if self._login_failed_rl_usage is not None:
            self._login_failed_rl_usage.usage += usage.usage

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Whether it is their password: asked by their present address."""
        found = self.authenticate(self.request, email=user.get_username(), password=password)
        return found is not None and found.pk == user.pk

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **how: Any) -> HttpResponse:
        """Remember the browser, so that guesses made elsewhere never keep its owner out."""
        response = super().post_login(request, user, **how)
        known_browsers.remember(response, user.get_username())
        return response
