# SPDX-License-Identifier: Apache-2.0
"""JSON-RPC over HTTP with the standard library."""

import http.client
import itertools
import json
import threading
from urllib.parse import urlparse

TIMEOUT_SECONDS = 60


class RpcError(Exception):
    def __init__(self, code, message):
        super().__init__(f"{code} {message}")
        self.code = code
        self.message = message


class JsonRpc:
    """One endpoint; each thread keeps its own connection."""

    def __init__(self, url):
        parts = urlparse(url)
        self._address = (parts.hostname, parts.port)
        self._path = parts.path or "/"
        self._local = threading.local()
        self._ids = itertools.count(1)

    def __call__(self, method, *params):
        return _result(self._exchange(self._request(method, params)))

    def batch(self, calls):
        """Results of (method, params…) tuples in their order; an error raises."""
        requests = [self._request(method, params) for method, *params in calls]
        answers = {answer["id"]: answer for answer in self._exchange(requests)}
        return [_result(answers[request["id"]]) for request in requests]

    def _request(self, method, params):
        return {"jsonrpc": "2.0", "id": next(self._ids), "method": method, "params": list(params)}

    def _exchange(self, body):
        data = json.dumps(body).encode()
        for attempt in (1, 2):
            fresh = getattr(self._local, "connection", None) is None
            if fresh:
                self._local.connection = http.client.HTTPConnection(*self._address, timeout=TIMEOUT_SECONDS)
            connection = self._local.connection
            try:
                connection.request("POST", self._path, data, {"Content-Type": "application/json"})
                response = connection.getresponse()
                text = response.read()
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                # The server may close a connection that was idle; only then is there a second try.
                connection.close()
                self._local.connection = None
                if fresh or attempt == 2:
                    raise
                continue
            if response.status != 200:
                raise RpcError(response.status, text.decode(errors="replace"))
            return json.loads(text)


def _result(answer):
    error = answer.get("error")
    if error:
        raise RpcError(error.get("code"), error.get("message"))
    return answer["result"]
