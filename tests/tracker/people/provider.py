"""An OpenID Connect provider that a test starts, and that lies as the test wants it to."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

CLIENT, SECRET = "tracker", "a client secret"
Claims = dict[str, Any]


class Provider:
    """`lie` changes the claims, `sign` makes the token out of them; both are honest unless a test says otherwise."""

    def __init__(self) -> None:
        self.key, self.stranger = _key(1), _key(2)
        self.shown = [self.key]
        self.subject = "person-1"
        self.lie: Callable[[Claims], Claims] = lambda claims: claims
        self.sign: Callable[[Claims], str] = self.honest
        self.metadata: Claims = {}
        self.codes: dict[str, Claims] = {}
        self.exchanged = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def honest(self, claims: Claims) -> str:
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)

    def signed_by_stranger(self, claims: Claims) -> str:
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.stranger)

    def with_unknown_kid(self, claims: Claims) -> str:
        return jwt.encode({"alg": "RS256", "kid": "two"}, claims, self.stranger)

    def unsigned(self, claims: Claims) -> str:
        return f"{_part({'alg': 'none', 'kid': 'one'})}.{_part(claims)}."

    def with_public_key_as_secret(self, claims: Claims) -> str:
        secret = OctKey.import_key(self.key.as_pem(private=False))
        return jwt.encode({"alg": "HS256", "kid": "one"}, claims, secret, algorithms=["HS256"])

    def with_changed_claims(self, claims: Claims) -> str:
        head, _, signature = self.honest(claims).split(".")
        return f"{head}.{_part({**claims, 'sub': 'somebody-else'})}.{signature}"

    def with_key_in_header(self, claims: Claims) -> str:
        header = {"alg": "ES256", "jwk": None}
        key = ECKey.generate_key("P-256")
        header["jwk"] = key.as_dict(private=False)
        return jwt.encode(header, claims, key, algorithms=["ES256"])

    def discovery(self) -> Claims:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            **self.metadata,
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """What a signed-in person's browser is sent back to."""
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return asked["redirect_uri"] + "?" + urlencode({"code": code, "state": asked["state"]})

    def token(self, given: dict[str, str], authorization: str) -> tuple[int, Claims]:
        asked = self.codes.pop(given.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        proof = base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
        if authorization.removeprefix("Basic ") not in (basic, base64.b64encode(f"{CLIENT}:a+client+secret".encode()).decode()):
            return 401, {"error": "invalid_client"}
        if asked is None or asked["redirect_uri"] != given.get("redirect_uri") or asked["code_challenge"] != proof:
            return 400, {"error": "invalid_grant"}
        self.exchanged += 1
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": self.subject,
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 300,
            "email": "administrator@example.com",
            "groups": ["administrator"],
        }
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self.sign(self.lie(claims))}

    def _handler(provider: "Provider") -> type[BaseHTTPRequestHandler]:  # noqa: N805 - the handler has a self of its own
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                if parts.path == "/.well-known/openid-configuration":
                    self._answer(200, provider.discovery())
                elif parts.path == "/keys":
                    self._answer(200, {"keys": [key.as_dict(private=False) for key in provider.shown]})
                else:
                    back = provider.authorize({name: values[0] for name, values in parse_qs(parts.query).items()})
                    self.send_response(302)
                    self.send_header("location", back)
                    self.end_headers()

            def do_POST(self) -> None:
                given = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
                fields = {name: values[0] for name, values in given.items()}
                self._answer(*provider.token(fields, self.headers.get("authorization", "")))

            def _answer(self, status: int, said: Claims) -> None:
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(said).encode())

            def log_message(self, *_: object) -> None:
                """Silent."""

        return Handler


@cache
def _key(_number: int) -> RSAKey:
    """Made once: each takes half a second."""
    return RSAKey.generate_key(2048, {"kid": "one"})


def _part(said: Claims) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
