# SPDX-License-Identifier: Apache-2.0
"""Child processes: a ready line, JSON events after it, an end that is certain."""

import json
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

from polling import eventually

STOP_SECONDS = 10


class Child:
    """A program whose standard output is read by a thread. Its standard error goes to a file."""

    def __init__(self, command, log_file):
        self.log_file = Path(log_file)
        self.lines = []
        self.events = []
        self._changed = threading.Condition()
        with open(self.log_file, "ab") as log:
            log.write((" ".join(map(str, command)) + "\n").encode())
            log.flush()
            self._process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self._process.stdout:
            event = None
            if line.startswith("{"):
                try:
                    event = json.loads(line)
                    event["readAt"] = time.monotonic()
                except ValueError:
                    pass
            with self._changed:
                if event is None:
                    self.lines.append(line.rstrip("\n"))
                else:
                    self.events.append(event)
                self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()

    def write(self, line):
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def wait_event(self, matches, what, timeout, start=0):
        """The first event from number `start` on for which `matches`; its number plus one with it."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                while start < len(self.events):
                    event = self.events[start]
                    start += 1
                    if matches(event):
                        return event, start
                left = deadline - time.monotonic()
                if left <= 0 or self._process.poll() is not None:
                    raise AssertionError(f"not within {timeout} s: {what}\n{self.tail()}")
                self._changed.wait(left)

    def ready_line(self, marker, timeout):
        def probe():
            if self._process.poll() is not None and not self._reader.is_alive():
                raise AssertionError(f"ended with {self._process.returncode} before it was ready\n{self.tail()}")
            return next((line for line in list(self.lines) if marker in line), None)

        return eventually(probe, lambda: f"{marker!r} on stdout\n{self.tail()}", timeout)

    def tail(self):
        return self.log_file.read_text(errors="replace")[-3000:]

    @property
    def running(self):
        return self._process.poll() is None

    def terminate(self):
        """SIGTERM, as a service manager would. Returns the seconds it took to end."""
        started = time.monotonic()
        if self.running:
            self._process.send_signal(signal.SIGTERM)
        self._wait()
        return time.monotonic() - started

    def kill(self):
        """SIGKILL, as a crash."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def close_stdin(self):
        try:
            self._process.stdin.close()
        except BrokenPipeError:
            pass
        self._wait()

    def _wait(self):
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            # It leads a session of its own, so this ends exactly what we started.
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            raise AssertionError(f"did not end within {STOP_SECONDS} s\n{self.tail()}") from None
        finally:
            self._reader.join(STOP_SECONDS)
