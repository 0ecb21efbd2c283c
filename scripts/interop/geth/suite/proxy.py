# SPDX-License-Identifier: Apache-2.0
"""A TCP proxy between two nodes that counts what passes and can fall silent."""

import socket
import threading
import time


class Proxy:
    def __init__(self, target_port):
        self._target_port = target_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.to_target = []  # (monotonic time, bytes)
        self.from_target = []
        self.frozen = threading.Event()
        self._closed = False
        self._sockets = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target_port))
            except OSError:
                return
            self._sockets += [client, server]
            threading.Thread(target=self._pump, args=(client, server, self.to_target), daemon=True).start()
            threading.Thread(target=self._pump, args=(server, client, self.from_target), daemon=True).start()

    def _pump(self, source, sink, record):
        try:
            while data := source.recv(65536):
                if self.frozen.is_set():
                    continue
                record.append((time.monotonic(), len(data)))
                sink.sendall(data)
        except OSError:
            pass
        # A frozen line does not even tell that an end has gone.
        if not self.frozen.is_set():
            source.close()
            sink.close()

    def close(self):
        for each in [self._listener, *self._sockets]:
            each.close()


def bytes_since(record, start):
    return sum(size for when, size in list(record) if when >= start)
