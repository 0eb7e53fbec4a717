"""Settings from environment variables. This class is the one documented list: `python -m tracker settings` prints it."""

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="TRACKER_", extra="ignore", populate_by_name=True)

    database_url: str = Field("", alias="DATABASE_URL", description="Database. Empty: SQLite in the var folder.")
    var: Path = Field(ROOT / "var", description="Folder for the database, stored pictures and keys.")
    host: str = Field("127.0.0.1", description="Address that `make start` listens on.")
    port: int = Field(8501, ge=1, le=65535, description="Port that `make start` listens on.")
    public_url: str = Field(
        "", description="Address people type, as https://tracker.example.com. With https, cookies are Secure and HSTS is on."
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Proxies (comma-separated addresses) whose X-Forwarded-For is believed."
    )
    event_key: SecretStr = Field(
        SecretStr(""), description="Key of the event log's chain. Empty: a file in the var folder, made at the first start."
    )
    desk_idle_minutes: int = Field(30, ge=5, description="A desk role is signed out after so many idle minutes.")
    field_idle_minutes: int = Field(720, ge=5, description="A shopper or supervisor is signed out after so many idle minutes.")
    session_days: int = Field(7, ge=1, le=30, description="No session lives longer than so many days.")
    oidc_issuer: str = Field("", description="OpenID Connect issuer. Empty: local passwords only.")
    oidc_client_id: str = Field("", description="Client id at the issuer.")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="Client secret at the issuer.")

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @property
    def url(self) -> str:
        """The SQLAlchemy address, with the driver this project uses."""
        if not self.database_url:
            return f"sqlite:///{self.var / 'tracker.db'}"
        scheme, _, rest = self.database_url.partition("://")
        return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else self.database_url

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https://")


@cache
def settings() -> Settings:
    return Settings()


def environment_name(field: str) -> str:
    return Settings.model_fields[field].alias or f"TRACKER_{field.upper()}"
