"""Settings: read once from `QUAYSIDE_` variables (or a .env file) by bootstrap, then frozen.

Groups nest with a double underscore: `QUAYSIDE_MODEL__PATH`. Each part gets only its group.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True)


class ModelSettings(_Group):
    """The language model. `path` empty: the embedded one."""

    path: Path | None = Field(default=None, description="A GGUF file; empty: the embedded model.")
    threads: int = Field(
        default=0,
        ge=0,
        description="Threads of one decode step; 0: one for a small model, else every core.",
    )
    context_tokens: int = Field(
        default=8192, ge=512, description="Cells of the shared KV cache, for all sequences together."
    )
    sequences: int = Field(default=8, ge=1, description="Conversations decoded in one batch.")
    queue: int = Field(default=64, ge=1, description="Requests that may wait before `busy`.")
    thinking: bool = Field(
        default=False, description="Let a model that can think do so, unseen, before it words an answer."
    )
    choosing: bool = Field(
        default=False,
        description="Let the model choose which of the passages found answer a question; off: rules do.",
    )
    kept_mb: int = Field(
        default=256,
        ge=0,
        description="MiB for what conversations have evaluated, kept between turns.",
    )
    kept_disk_mb: int = Field(
        default=0, ge=0, description="MiB on disk for what of that memory has no room for; 0: none."
    )


class RemoteSettings(_Group):
    """An OpenAI-compatible server: never sent what is confidential. `url` empty: there is none."""

    url: str = Field(default="", description="Base URL, up to and with /v1; empty: not used.")
    model: str = Field(default="", description="Model name sent with each request.")
    api_key: SecretStr = Field(default=SecretStr(""), description="Bearer key; empty: none is sent.")
    dialect: Literal["llama_server", "vllm", "plain"] = Field(
        default="plain", description="How the server takes grammars: llama_server, vllm, or plain: not."
    )
    timeout_s: float = Field(default=20.0, gt=0, description="Longest silence of the server, s.")
    retries: int = Field(default=1, ge=0, description="Further tries when nothing has come yet.")
    parallel: int = Field(default=8, ge=1, description="Requests under way at once.")
    input_price_1m: Decimal = Field(
        default=Decimal(0), ge=0, description="Price of a million tokens read, in the rate card's currency."
    )
    output_price_1m: Decimal = Field(
        default=Decimal(0), ge=0, description="Price of a million tokens written, likewise."
    )


class KnowledgeSettings(_Group):
    embedding_model: str = Field(
        default="all-MiniLM-L6-v2",
        description="The carried model, or a sentence-transformers name or folder.",
    )
    max_document_mb: int = Field(default=20, ge=1, description="Largest document taken, MiB.")


class WebSettings(_Group):
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port to listen on.")
    public_url: str = Field(
        default="", description="Where buyers find this house, for links in files; empty: as it was called."
    )
    session_hours: int = Field(default=12, ge=1, description="Life of a sign-in, hours.")
    max_message_chars: int = Field(default=4000, ge=1, description="Longest message taken.")


class RateCardSettings(_Group):
    """What the machine costs: hardware over its life, power, floor space and operations."""

    name: str = Field(default="two-core-2026", description="Name and version of this card.")
    currency: str = Field(default="USD", description="ISO 4217 currency of the card.")
    capex: Decimal = Field(default=Decimal("1200"), description="Price of the machine.")
    salvage: Decimal = Field(default=Decimal("100"), description="Value at the end of its life.")
    life_years: Decimal = Field(default=Decimal("4"), description="Life of the machine, years.")
    busy_watts: Decimal = Field(default=Decimal("45"), description="Power while computing, W.")
    idle_watts: Decimal = Field(default=Decimal("15"), description="Power while idle, W.")
    pue: Decimal = Field(default=Decimal("1.3"), description="Power usage effectiveness.")
    tariff_kwh: Decimal = Field(default=Decimal("0.12"), description="Price of a kWh.")
    rack_hour: Decimal = Field(default=Decimal("0.01"), description="Floor space an hour.")
    operations_hour: Decimal = Field(default=Decimal("0.05"), description="Operations an hour.")
    utilisation: Decimal = Field(
        default=Decimal("0.20"), gt=0, le=1, description="Busy share used for fully loaded cost."
    )


class BudgetSettings(_Group):
    conversation_tokens: int = Field(
        default=200_000, ge=1, description="Tokens one conversation may use in all."
    )
    conversation_elsewhere: Decimal = Field(
        default=Decimal("0.50"),
        ge=0,
        description="What a conversation may cost on servers paid by the token, in the card's currency.",
    )
    turn_seconds: float = Field(default=60.0, gt=0, description="Longest time for one turn, s.")


class FeedSettings(_Group):
    """One carrier's DCSA Track & Trace 2.2 API. `key_header` Authorization sends a bare key as a bearer."""

    name: str = Field(pattern=r"^[\w.-]{1,64}$", description="What reports and logs call it.")
    url: str = Field(pattern=r"^https?://[^\s@]+$", description="Its base, without /v2/events.")
    key_header: str = Field(
        default="Authorization", pattern=r"^[A-Za-z0-9-]+$", description="The header that carries the key."
    )
    key: SecretStr = Field(default=SecretStr(""), description="Its API key; empty: none is sent.")
    every_minutes: float = Field(default=15.0, ge=1, description="Minutes between two rounds.")


def _feeds(value: object) -> object:
    """The JSON list of QUAYSIDE_FEEDS; parsed here so that a broken one is told like any wrong setting."""
    if not isinstance(value, str):
        return value
    try:
        feeds = json.loads(value or "[]")
    except ValueError as error:
        raise ValueError(f"not a JSON list: {error}") from error
    listed = feeds if isinstance(feeds, list) else []
    names = [repr(feed.get("name")) for feed in listed if isinstance(feed, dict)]
    if len(set(names)) < len(names):
        raise ValueError("two feeds have the same name")
    return feeds


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="QUAYSIDE_", env_nested_delimiter="__", env_file=".env", frozen=True, extra="ignore"
    )

    data_folder: Path = Field(default=Path(".data"), description="Everything Quayside writes.")
    database_url: str = Field(default="", description="SQLAlchemy URL; empty: SQLite in the data folder.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="WARNING", description="Least severe message that is logged."
    )
    feeds: Annotated[tuple[FeedSettings, ...], NoDecode, BeforeValidator(_feeds)] = Field(
        default=(),
        description="Carriers' APIs to poll: JSON list of name, url, key_header, key, every_minutes.",
    )
    model: ModelSettings = ModelSettings()
    nearby: RemoteSettings = RemoteSettings()
    cloud: RemoteSettings = RemoteSettings()
    knowledge: KnowledgeSettings = KnowledgeSettings()
    web: WebSettings = WebSettings()
    rate_card: RateCardSettings = RateCardSettings()
    budget: BudgetSettings = BudgetSettings()
