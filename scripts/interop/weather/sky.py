# SPDX-License-Identifier: Apache-2.0
"""
A network whose weather is ours: every host is a network namespace with one interface, whose packets
come here and are lost, delayed, reordered or kept from the other side of a partition.
"""

import fcntl
import heapq
import os
import random
import selectors
import struct
import subprocess
import threading
import time

TUNSETIFF = 0x400454CA
IFF_TUN = 1
IFF_NO_PI = 0x1000
MTU = 1500
NET = "10.77.0."
CONTROL = 1


def ip(*arguments):
    subprocess.run(["ip", *map(str, arguments)], check=True)


class Sky:
    """Host 1 is this machine, on which no weather falls. The others are made by `host`."""

    def __init__(self, seed):
        self.loss = 0.0
        self.delay = 0.0
        self.jitter = 0.0
        self.sides = ()
        self.carried = 0
        self.lost = 0
        self._random = random.Random(seed)
        self._prefix = f"sky{os.getpid()}-"
        self._interfaces = {}
        self._namespaces = []
        self._due = []
        self._order = 0
        self._selector = selectors.DefaultSelector()
        self._open(CONTROL, None)
        self._running = True
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def host(self, number):
        """A new namespace with the address of this number; returns how to run a command in it."""
        name = self._prefix + str(number)
        ip("netns", "add", name)
        self._namespaces.append(name)
        ip("-n", name, "link", "set", "lo", "up")
        self._open(number, name)
        return ["ip", "netns", "exec", name]

    def _open(self, number, namespace):
        name = f"sky{os.getpid() % 10_000}x{number}"
        tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
        where = []
        if namespace:
            ip("link", "set", name, "netns", namespace)
            where = ["-n", namespace]
        ip(*where, "addr", "add", f"{NET}{number}/24", "dev", name)
        ip(*where, "link", "set", name, "up")
        self._interfaces[number] = tun
        self._selector.register(tun, selectors.EVENT_READ, number)

    def partition(self, *sides):
        """Hosts of different sides do not reach each other; without sides all do."""
        self.sides = sides

    def _run(self):
        while self._running:
            wait = max(0.0, self._due[0][0] - time.monotonic()) if self._due else 0.1
            for key, _ in self._selector.select(min(wait, 0.1)):
                self._read(key.fileobj, key.data)
            now = time.monotonic()
            while self._due and self._due[0][0] <= now:
                _, _, target, packet = heapq.heappop(self._due)
                try:
                    os.write(target, packet)
                except OSError:
                    self.lost += 1

    def _read(self, tun, source):
        while True:
            try:
                packet = os.read(tun, MTU + 100)
            except BlockingIOError:
                return
            if packet[0] >> 4 != 4:
                continue
            target = packet[19]
            if target in self._interfaces:
                self._carry(packet, source, target)

    def _carry(self, packet, source, target):
        delay = 0.0
        if CONTROL not in (source, target):
            if any((source in side) != (target in side) for side in self.sides):
                self.lost += 1
                return
            if self._random.random() < self.loss:
                self.lost += 1
                return
            # What is delayed by less overtakes.
            delay = max(0.0, self._random.gauss(self.delay, self.jitter))
        self.carried += 1
        self._order += 1
        heapq.heappush(self._due, (time.monotonic() + delay, self._order, self._interfaces[target], packet))

    def close(self):
        self._running = False
        self._thread.join()
        for tun in self._interfaces.values():
            os.close(tun)
        for name in self._namespaces:
            ip("netns", "del", name)
