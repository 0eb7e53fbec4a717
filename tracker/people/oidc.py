"""OpenID Connect: code flow with PKCE. Of all a provider says about a person, only the issuer and the subject are used.

OpenID Connect Core 1.0, 3.1.3.7 (what makes an identity token valid); RFC 7636 (PKCE); RFC 9207 (the issuer in the answer).
"""

import base64
import hmac
import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from tracker.core import clock, events
from tracker.core.refusals import Refusal
from tracker.core.settings import settings

# Asymmetric only: with HS256 the provider's public key would be the secret, and `none` has no signature at all.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
PATIENCE = 10  # seconds to wait for the provider
KNOWN_FOR = timedelta(hours=1)
ATTEMPT_LASTS = timedelta(minutes=10)
LEEWAY = timedelta(minutes=1)  # clocks differ
LONGEST_SUBJECT = 255

log = logging.getLogger(__name__)


class Failed(Refusal):
    """The person reads that it did not succeed; the reason is for the log, and holds no token."""

    status = 403

    def __init__(self, reason: str) -> None:
        super().__init__("people.oidc_failed")
        log.warning("single sign-on refused: %s", reason)


@dataclass(frozen=True)
class Provider:
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_auth: str


@dataclass(frozen=True)
class Attempt:
    """What one browser must bring back. It travels in that browser's cookie, sealed."""

    state: str
    nonce: str
    verifier: str
    wanted: str
    at: float


_known: dict[str, tuple[datetime, Provider]] = {}
_keys: dict[str, tuple[datetime, KeySet]] = {}


def begin(*, wanted: str, back: str) -> tuple[str, Attempt]:
    """The provider's address to send the browser to, and what to remember until it is `back`."""
    attempt = Attempt(
        secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), wanted, clock.now().timestamp()
    )
    provider = _provider()
    with _client(provider, back) as client:
        address, _ = client.create_authorization_url(
            provider.authorization_endpoint, state=attempt.state, nonce=attempt.nonce, code_verifier=attempt.verifier
        )
    return str(address), attempt


def subject_of(attempt: Attempt, answer: Mapping[str, str], *, back: str) -> tuple[str, str]:
    """Issuer and subject of the person that the provider sent back with this answer; raises Failed."""
    if not hmac.compare_digest(answer.get("state", "").encode(), attempt.state.encode()):
        raise Failed("the state is not the one this browser began with")
    if "error" in answer or not answer.get("code"):
        raise Failed(f"the provider answered {answer.get('error', 'without a code')[:80]!r}")
    provider = _provider()
    if answer.get("iss", provider.issuer) != provider.issuer:
        raise Failed("the answer names another issuer")
    claims = _claims(provider, _identity_token(provider, answer["code"], attempt.verifier, back))
    fault = fault_of(claims, issuer=provider.issuer, client_id=settings().oidc_client_id, nonce=attempt.nonce, now=clock.now())
    if fault:
        raise Failed(fault)
    return provider.issuer, str(claims["sub"])


def fault_of(claims: Mapping[str, Any], *, issuer: str, client_id: str, nonce: str, now: datetime) -> str | None:
    """What makes these signed claims worthless to us, or None."""
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    said, subject = claims.get("nonce"), claims.get("sub")
    rules = (
        (claims.get("iss") == issuer, "another issuer"),
        (client_id in audiences, "another audience"),
        (claims.get("azp", client_id) == client_id, "issued to another party"),
        (len(audiences) == 1 or "azp" in claims, "several audiences and no authorized party"),
        (isinstance(said, str) and hmac.compare_digest(said.encode(), nonce.encode()), "another nonce"),
        (isinstance(subject, str) and 0 < len(subject) <= LONGEST_SUBJECT and subject.isprintable(), "no usable subject"),
        (_between(claims.get("exp"), now - LEEWAY, None), "expired"),
        (_between(claims.get("iat"), now - ATTEMPT_LASTS - LEEWAY, now + LEEWAY), "issued at another time"),
        ("nbf" not in claims or _between(claims["nbf"], None, now + LEEWAY), "not valid yet"),
    )
    return next((reason for holds, reason in rules if not holds), None)


def sealed(attempt: Attempt) -> str:
    body = base64.urlsafe_b64encode(json.dumps(asdict(attempt)).encode()).decode()
    return f"{body}.{_seal(body)}"


def opened(value: str) -> Attempt:
    """The attempt in a cookie; raises Failed when it was not sealed here or is too old."""
    body, _, seal = value.rpartition(".")
    if not hmac.compare_digest(seal.encode(), _seal(body).encode()):
        raise Failed("no attempt of this browser")
    attempt = Attempt(**json.loads(base64.urlsafe_b64decode(body)))
    if clock.now().timestamp() - attempt.at > ATTEMPT_LASTS.total_seconds():
        raise Failed("the attempt is too old")
    return attempt


def _seal(body: str) -> str:
    return events.keyed_hash(f"single sign-on:{body}")


def _between(moment: object, earliest: datetime | None, latest: datetime | None) -> bool:
    if isinstance(moment, bool) or not isinstance(moment, int | float):
        return False
    return (earliest is None or moment > earliest.timestamp()) and (latest is None or moment < latest.timestamp())


def _provider() -> Provider:
    issuer = settings().oidc_issuer
    found_at, provider = _known.get(issuer, (None, None))
    if provider is None or found_at is None or clock.now() - found_at > KNOWN_FOR:
        provider = _discovered(issuer)
        _known[issuer] = (clock.now(), provider)
    return provider


def _discovered(issuer: str) -> Provider:
    said = _json(issuer.rstrip("/") + "/.well-known/openid-configuration")
    if said.get("issuer") != issuer:
        raise Failed("discovery names another issuer")
    methods = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    token_auth = "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
    if not settings().oidc_client_secret.get_secret_value():
        token_auth = "none"  # noqa: S105 - a public client: PKCE alone
    entry, exchange, keys = (str(said.get(name, "")) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"))
    if not all(_protected(address) for address in (entry, exchange, keys)):
        raise Failed("an endpoint of the provider is not an https address")
    return Provider(issuer, entry, exchange, keys, token_auth)


def _protected(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or ""))


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _json(address: str) -> dict[str, Any]:
    if not _protected(address):
        raise Failed("the issuer is not an https address")
    try:
        answer = httpx2.get(address, timeout=PATIENCE).raise_for_status().json()
    except (httpx2.HTTPError, ValueError) as error:
        raise Failed(f"{address} does not answer: {type(error).__name__}") from error
    if not isinstance(answer, dict):
        raise Failed(f"{address} answers with something else")
    return answer


def _client(provider: Provider, back: str) -> OAuth2Client:
    return OAuth2Client(
        settings().oidc_client_id,
        settings().oidc_client_secret.get_secret_value() or None,
        token_endpoint_auth_method=provider.token_auth,
        scope="openid",
        redirect_uri=back,
        code_challenge_method="S256",
        timeout=PATIENCE,
    )


def _identity_token(provider: Provider, code: str, verifier: str, back: str) -> str:
    try:
        with _client(provider, back) as client:
            answer = client.fetch_token(
                provider.token_endpoint, grant_type="authorization_code", code=code, code_verifier=verifier
            )
    except (AuthlibBaseError, httpx2.HTTPError, ValueError) as error:
        raise Failed(f"the code was not exchanged: {type(error).__name__}") from error
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise Failed("no identity token")
    return token


def _claims(provider: Provider, token: str) -> dict[str, Any]:
    """The claims, when one of the provider's keys signed them. A key we do not know yet may be new: ask once more."""
    for fresh in (False, True):
        try:
            return dict(jwt.decode(token, _key_set(provider, fresh), algorithms=list(ALGORITHMS)).claims)
        except (JoseError, ValueError) as error:
            reason = type(error).__name__
    raise Failed(f"the signature does not hold: {reason}")


def _key_set(provider: Provider, fresh: bool) -> KeySet:
    found_at, keys = _keys.get(provider.jwks_uri, (None, None))
    if fresh or keys is None or found_at is None or clock.now() - found_at > KNOWN_FOR:
        keys = KeySet.import_key_set(_json(provider.jwks_uri))  # type: ignore[arg-type]
        _keys[provider.jwks_uri] = (clock.now(), keys)
    return keys
