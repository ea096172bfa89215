"""Connections that look whom they are connected to before anything is sent, and that do not keep a server waiting.

A name may resolve to a public address when it is checked, and to a private one a moment later when it is used (DNS rebinding). So the
address that counts is that of the open connection.
"""

import socket
from collections.abc import Callable
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

#: Why a connection to a host (name, port, address) must not be used; "" if it may be.
AddressRefusal = Callable[[str, int, str], str]


class ForbiddenAddressError(Exception):
    """A host turned out to lie where requests must not go. Raised here, caught in `etl.harvest.client`."""


class CheckedAdapter(HTTPAdapter):
    """An adapter for `requests` whose connections are checked. A proxy, if the environment names one, goes its own way."""

    def __init__(self, refusal: AddressRefusal) -> None:
        self._refusal = refusal
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools of connections, as `requests` asks for them."""
        super().init_poolmanager(*args, **kwargs)
        manager: PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = {
            "http": _pool(HTTPConnectionPool, HTTPConnection, self._refusal),
            "https": _pool(HTTPSConnectionPool, HTTPSConnection, self._refusal),
        }


def _pool(pool: type[Any], connection: type[Any], refusal: AddressRefusal) -> type[Any]:
    class Checked(connection):  # type: ignore[misc]
        def _new_conn(self) -> socket.socket:
            sock: socket.socket = super()._new_conn()
            reason = refusal(self.host, self.port, str(sock.getpeername()[0]))
            if reason:
                sock.close()
                raise ForbiddenAddressError(reason)
            return sock

        def getresponse(self) -> Any:
            """Wait for the answer, and acknowledge its head at once: many servers wait for that with the body, and Linux 40 ms."""
            if hasattr(socket, "TCP_QUICKACK"):  # it holds for the next bytes only
                self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            return super().getresponse()

    return type(f"Checked{pool.__name__}", (pool,), {"ConnectionCls": Checked})
