"""The client: made from settings, mapped at its border, its server's version checked once."""

import logging
import re
import threading
from collections.abc import Mapping
from typing import Any

import elasticsearch
from elastic_transport import ApiResponse
from pydantic import SecretStr

from lookalike.core.errors import BadRequest, Conflict
from lookalike.core.settings import Settings
from lookalike.core.texts import N_, _
from lookalike.core.urls import without_credentials
from lookalike.search.elastic.errors import explained

OLDEST = (9, 2)
TAKES_BASE64 = (9, 3)
CONNECTION_RETRIES = 2
QUICK_SECONDS = 5.0

_QUIET = logging.NullHandler()

_TOO_OLD = N_("Elasticsearch at {url} is version {found}; {oldest} or newer is needed")
_BAD_KEY = N_("it is no API key in its encoded form")
_BAD_URL = N_("it names no address such as http://127.0.0.1:9200 ({detail})")


class Client(elasticsearch.Elasticsearch):
    """The official client; whatever it raises for an answer, or for none, is one of our errors."""

    def perform_request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        body: Any | None = None,
        endpoint_id: str | None = None,
        path_parts: Mapping[str, Any] | None = None,
    ) -> ApiResponse[Any]:
        try:
            return super().perform_request(
                method,
                path,
                params=params,
                headers=headers,
                body=body,
                endpoint_id=endpoint_id,
                path_parts=path_parts,
            )
        except (elasticsearch.ApiError, elasticsearch.TransportError) as error:
            raise explained(error) from error


class Connection:
    """A lazily checked connection; making one opens none."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client = _make(settings)
        self._checking = threading.Lock()
        self._version: str | None = None

    @property
    def client(self) -> Client:
        """The client. Raises Conflict where the server is too old, EngineUnavailable without one."""
        if self._version is None:
            with self._checking:
                if self._version is None:
                    self._version = self._checked_version()
        return self._client

    @property
    def version(self) -> str:
        """The server's version, such as 9.5.3."""
        _ = self.client
        return self._version or ""

    @property
    def takes_base64(self) -> bool:
        """Whether the server reads vectors packed as base64 (9.3 and newer)."""
        return _numbers(self.version) >= TAKES_BASE64

    @property
    def quick(self) -> Client:
        """The client for small questions, which a server that is well answers in seconds."""
        return self._quickly(self.client)

    def close(self) -> None:
        """Let go of all connections."""
        self._client.close()

    def _checked_version(self) -> str:
        found = str(self._quickly(self._client).info()["version"]["number"])
        if _numbers(found) < OLDEST:
            oldest = ".".join(map(str, OLDEST))
            url = self._settings.elasticsearch_url
            raise Conflict(
                reason=_(_TOO_OLD).format(url=without_credentials(url), found=found, oldest=oldest)
            )
        return found

    def _quickly(self, client: Client) -> Client:
        return client.options(
            request_timeout=min(QUICK_SECONDS, self._settings.elasticsearch_timeout)
        )


def _make(settings: Settings) -> Client:
    """Return a client that retries lost connections, and leaves refusals to those who can wait."""
    key, authority = settings.elasticsearch_api_key, settings.elasticsearch_ca
    # What goes wrong is raised; the library need not print its traceback as well.
    logging.getLogger("elastic_transport").addHandler(_QUIET)
    options: dict[str, Any] = {"api_key": _sendable(key)} if key else {}
    if authority:
        options["ca_certs"] = str(authority)
    try:
        return Client(
            _with_port(settings.elasticsearch_url),
            request_timeout=settings.elasticsearch_timeout,
            max_retries=CONNECTION_RETRIES,
            retry_on_timeout=False,
            retry_on_status=(),
            **options,
        )
    except (ValueError, OSError) as error:
        reason = _(_BAD_URL).format(detail=error)
        raise BadRequest(field="LOOKALIKE_ELASTICSEARCH_URL", reason=reason) from error


def _sendable(key: SecretStr) -> str:
    """Return the key without the line end that a file of secrets has; BadRequest for no such key."""
    text = key.get_secret_value().strip()
    if not (text.isascii() and text.isprintable()):
        raise BadRequest(field="LOOKALIKE_ELASTICSEARCH_API_KEY", reason=_(_BAD_KEY))
    return text


def _with_port(url: str) -> str:
    """Return `url` with its port written out, which the client insists on."""
    match = re.fullmatch(r"(https?)://([^/]+?)(:\d+)?(/.*)?", url)
    if not match:
        raise ValueError(without_credentials(url))
    if match[3]:
        return url
    port = 443 if match[1] == "https" else 80
    return f"{match[1]}://{match[2]}:{port}{match[4] or ''}"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2])
