# SPDX-License-Identifier: Apache-2.0
"""
Three of ours and two geths, each on a host of its own, in calm, storm, partition and after a crash:
what was acknowledged is read everywhere, once, if it lives longer than the fault.
"""

import os
import re
import sys
import tempfile
import threading
import time
from http.client import HTTPException
from pathlib import Path

from jsonrpc import JsonRpc, RpcError
from mailbox import Keys, Mailbox
from polling import eventually
from processes import Child
from sky import NET, Sky

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
LAUNCHER = Path(os.environ.get("SHHNODE", ROOT / "scripts" / "run"))
GETH = HERE.parent / "geth" / "bin"
TOPIC = os.urandom(4)
TTL = 300
POST_INTERVAL = 0.25
READY_SECONDS = 60

# Dialled by those after them.
HOSTS = {"ours 1": 11, "ours 2": 12, "ours 3": 13, "geth 1.8.27": 21, "geth 1.9.6": 22}
DIALS = {
    "ours 1": (),
    "ours 2": ("ours 1",),
    "ours 3": ("ours 1", "ours 2"),
    "geth 1.8.27": ("ours 1", "ours 2"),
    "geth 1.9.6": ("ours 3",),
}
CRASHES = "ours 2"

# A crash may take with it what was acknowledged just before and had not left the host.
LAST_MOMENT = 2.0


class Host:
    def __init__(self, name, sky, directory):
        self.name = name
        self.number = HOSTS[name]
        self.address = NET + str(self.number)
        self.directory = directory
        self._inside = sky.host(self.number)
        self.started = 0

    def __repr__(self):
        return self.name

    def start(self, others):
        dial = [others[name].enode for name in DIALS[self.name]]
        if self.name.startswith("geth"):
            command = [GETH / f"shhpeer-{self.name.split()[1]}", "-minpow", "0"]
            command += ["-listen", f"{self.address}:30303", "-rpc", f"{self.address}:8545", "-ws", f"{self.address}:8546"]
            for enode in dial:
                command += ["-dial", enode]
            marker = "shhpeer ready"
        else:
            command = [LAUNCHER, "--data-path", self.directory / f"data-{self.number}", "--shh-min-pow=0"]
            command += [f"--p2p-interface={self.address}", f"--p2p-host={self.address}", "--p2p-port=30303"]
            command += [f"--rpc-http-host={self.address}", f"--rpc-ws-host={self.address}", "--host-allowlist=*"]
            command += ["--rpc-http-api=shh,net,web3,admin"]
            if dial:
                command.append("--static-nodes=" + ",".join(dial))
            marker = "shhnode ready"
        self.started += 1
        self.child = Child([*self._inside, *command], self.directory / f"{self.number}-{self.started}.log")
        ready = self.child.ready_line(marker, READY_SECONDS)
        self.enode = re.search(r"ready: (enode://[0-9a-f]{128}@)", ready).group(1) + f"{self.address}:30303"
        self.rpc = JsonRpc(f"http://{self.address}:8545")

    def peers(self):
        return int(self.rpc("net_peerCount"), 16)


class Weather:
    def __init__(self, directory, seed):
        self.sky = Sky(seed)
        self.hosts = {name: Host(name, self.sky, directory) for name in HOSTS}
        self.keys = Keys()
        self.boxes = {}
        self.posted = []
        self.failures = []
        self._posting = True
        self._lock = threading.Lock()

    def run(self):
        for host in self.hosts.values():
            host.start(self.hosts)
            self.boxes[host.name] = self.mailbox(host)
        eventually(lambda: all(host.peers() >= 1 for host in self.hosts.values()), "all have peers", 60)
        poster = threading.Thread(target=self.post_all, daemon=True)
        poster.start()
        self.say("calm")
        self.read_for(10)
        self.say("storm: 3 % lost, 80 ms of delay, with 40 ms more or less")
        self.sky.loss, self.sky.delay, self.sky.jitter = 0.03, 0.08, 0.04
        self.read_for(30)
        self.say("partition")
        self.sky.loss = 0.0
        self.sky.partition({11, 21}, {12, 13, 22})
        self.read_for(30)
        self.say("healed")
        self.sky.partition()
        self.read_for(20)
        self.say(f"{CRASHES} is killed")
        self.crash()
        self.read_for(30)
        self._posting = False
        poster.join()
        self.say("reading what is left")
        self.await_all(90)
        return self.report()

    def say(self, what):
        print(f"{len(self.posted):4} posted, {self.sky.lost:5} of {self.sky.carried} packets lost; {what}", flush=True)

    def mailbox(self, host):
        return Mailbox(host, self.keys, [TOPIC], asymmetric=False)

    def post_all(self):
        number = 0
        while self._posting:
            for name in HOSTS:
                number += 1
                payload = number.to_bytes(4, "big") + os.urandom(20)
                try:
                    with self._lock:
                        box = self.boxes[name]
                    box.post(payload, TOPIC, ttl=TTL, pow_target=0.0001, pow_time=5)
                    self.posted.append((time.monotonic(), name, "0x" + payload.hex()))
                except (OSError, HTTPException, RpcError) as failure:
                    if name != CRASHES:
                        self.failures.append(f"{name}: {failure}")
                time.sleep(POST_INTERVAL / len(HOSTS))

    def read_for(self, seconds):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.read()
            time.sleep(0.5)

    def read(self):
        for name, box in self.boxes.items():
            box.poll()

    def crash(self):
        host = self.hosts[CRASHES]
        self.boxes[CRASHES].poll()
        self.before = self.boxes[CRASHES]
        self.killed = time.monotonic()
        host.child.kill()
        host.start(self.hosts)
        box = self.mailbox(host)
        with self._lock:
            self.boxes[CRASHES] = box
        self.back = time.monotonic()
        self.say(f"{CRASHES} is back")

    def required(self, name):
        """What a host has to have read: all that was acknowledged, but what a crash may take."""
        for when, where, payload in self.posted:
            survives = where != CRASHES or when < self.killed - LAST_MOMENT or when > self.back
            if survives and (name != CRASHES or when > self.back):
                yield payload

    def missing(self, name):
        read = {message["payload"] for message in self.boxes[name].messages.values()}
        return [payload for payload in self.required(name) if payload not in read]

    def await_all(self, seconds):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and any(self.missing(name) for name in HOSTS):
            self.read()
            time.sleep(0.5)

    def report(self):
        checks = [("every post was acknowledged", not self.failures, self.failures[:3])]
        for name, box in self.boxes.items():
            missing, needed = self.missing(name), len(list(self.required(name)))
            checks.append((f"{name} reads all of {needed}", not missing, f"{len(missing)} missing"))
            checks.append((f"{name} reads none twice", self.once(box), ""))
        checks.append((f"{CRASHES} had read none twice before", self.once(self.before), ""))
        for what, passed, detail in checks:
            print("ok  " if passed else "FAIL", what, "" if passed else detail)
        passed = sum(1 for _, good, _ in checks if good)
        print(f"{passed} passed, {len(checks) - passed} failed")
        return passed == len(checks)

    @staticmethod
    def once(box):
        payloads = [message["payload"] for message in box.messages.values()]
        return not box.duplicates and len(payloads) == len(set(payloads))

    def close(self):
        for host in self.hosts.values():
            if hasattr(host, "child"):
                host.child.terminate()
        self.sky.close()


def main():
    with tempfile.TemporaryDirectory() as directory:
        weather = Weather(Path(directory), int(sys.argv[1]) if len(sys.argv) > 1 else 1)
        try:
            return weather.run()
        finally:
            weather.close()


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
