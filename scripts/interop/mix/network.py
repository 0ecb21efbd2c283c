# SPDX-License-Identifier: Apache-2.0
"""
Nine mixes in three layers, two senders and an unmodified geth 1.8.27 that reads: every post arrives
there once, also when three mixes are killed on the way, and no sender is the first to show its own.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from mailbox import Keys, Mailbox
from peers import Peers
from polling import eventually
from puppet import MESSAGES, Puppet, status_body

HERE = Path(__file__).resolve().parent
MIXES = 9
KILLED = (2, 4, 6)
HOPS = 3
TTL = 60
TOPIC = os.urandom(4)
POW_TARGET = 0.25

# Posts of one sender begin so far apart that they wait little for the two slots a second of STD.
POST_INTERVAL = 1.0
P95_SECONDS = 5.0

# A post whose mix is killed under it is sent again some seconds later, perhaps more than once.
LAST_MINUTE = 50

NETWORK = ("--mix-enabled", "--mix-min-age=0", "--mix-min-witnesses=2", "--mix-network=77")
# geth 1.8.27 judges by the older rule of proof of work.
SENDER = ("--shh-pow-rule=LEGACY",)


class Network:
    def __init__(self, directory):
        self.peers = Peers(directory)
        self.mixes = []
        for number in range(MIXES):
            known = {self.mixes[0].enode, self.mixes[number - 1].enode} if number else set()
            self.mixes.append(self.start("--mix-roles=relay,exit", static_nodes=sorted(known)))
        self.senders = [self.start(*SENDER, static_nodes=[self.mixes[first].enode]) for first in (0, 5)]
        self.geth = self.peers.geth("1.8.27", dial=[self.mixes[8].enode])
        self.puppet = Puppet("1.8.27", Path(directory))
        everything = status_body(bloom=b"\xff" * 64)
        self.flood = [self.puppet.connect(mix, everything) for mix in (self.mixes[0], self.mixes[5], self.mixes[8])]
        self.beside = [self.puppet.connect(sender, everything) for sender in self.senders]
        keys = Keys()
        self.boxes = [Mailbox(sender, keys, [TOPIC], asymmetric=False) for sender in self.senders]
        self.reader = Mailbox(self.geth, keys, [TOPIC], asymmetric=False)
        self.posted = {}
        self.read = {}
        self.times_read = Counter()
        self.failures = []

    def start(self, *options, static_nodes=()):
        return self.peers.node(*NETWORK, *options, static_nodes=static_nodes)

    def status(self, node):
        return node.rpc("mix_status")

    def wait_until_known(self):
        """Every node knows all mixes, and each of them by enough peers to use it."""
        for node in self.mixes + self.senders:
            eventually(lambda: self.status(node)["usable"] == MIXES, lambda: f"all mixes at {node}: {self.status(node)}", 90)

    def poll(self):
        for message in self.geth.rpc("shh_getFilterMessages", self.reader._filters[0]):
            self.times_read[message["hash"]] += 1
            self.read.setdefault(message["hash"], time.monotonic())

    def post(self, box, count):
        """A post each second, by the clock and not by the answers."""
        due = time.monotonic()
        for _ in range(count):
            time.sleep(max(0, due - time.monotonic()))
            begun = time.monotonic()
            request = box.request(os.urandom(32), TOPIC, TTL, POW_TARGET)
            try:
                self.posted[box.node.rpc("shh_post", {**request, "route": {"hops": HOPS}})] = begun
            except Exception as failure:
                self.failures.append(f"{box.node} posts: {failure!r}")
            due += POST_INTERVAL

    def talk(self, posts):
        done = threading.Event()

        def listen():
            while not done.wait(0.05):
                try:
                    self.poll()
                except Exception as failure:
                    self.failures.append(f"geth is polled: {failure!r}")

        threads = [threading.Thread(target=self.post, args=(box, posts // len(self.boxes))) for box in self.boxes]
        listener = threading.Thread(target=listen)
        listener.start()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        try:
            eventually(lambda: not self.missing(), lambda: f"missing: {len(self.missing())} posts", LAST_MINUTE)
        except AssertionError as failure:
            self.failures.append(str(failure))
        done.set()
        listener.join()

    def missing(self):
        return [each for each in self.posted if each not in self.read]

    def kill(self, after):
        """Ends three mixes without a farewell while posts are on their way."""

        def task():
            time.sleep(after)
            for number in KILLED:
                self.mixes[number].child.kill()

        thread = threading.Thread(target=task)
        thread.start()
        return thread

    def seconds(self):
        return sorted(self.read[each] - begun for each, begun in self.posted.items() if each in self.read)

    def first_seen(self, connections):
        """When each envelope came over one of some connections for the first time."""
        names = {connection.name for connection in connections}
        seen = {}
        for event in list(self.puppet.child.events):
            if event["event"] == "packet" and event["conn"] in names and event["code"] == MESSAGES:
                for envelope in event["envelopes"]:
                    seen.setdefault(envelope["hash"], event["readAt"])
        return seen

    def shown_too_early(self):
        """
        Posts that came out of a sender's own link before they had been flooded. Both are read from one
        process, in the order in which the packets came.
        """
        flooded = self.first_seen(self.flood)
        shown = self.first_seen(self.beside)
        return [each for each in self.posted if each in shown and not flooded.get(each, float("inf")) <= shown[each]]


def percentiles(seconds):
    cuts = statistics.quantiles(seconds, n=100)
    return cuts[49], cuts[94]


def checks(network, posts, fast):
    yield "nothing failed on the way " + "; ".join(network.failures), not network.failures
    yield f"all {posts} posts are accepted ({len(network.posted)})", len(network.posted) == posts
    yield f"geth 1.8.27 reads all of them {len(network.missing())} missing", not network.missing()
    twice = sum(1 for count in network.times_read.values() if count > 1)
    yield f"geth 1.8.27 reads none twice ({twice})", twice == 0
    early = network.shown_too_early()
    yield f"no sender shows its own before it is flooded ({len(early)})", not early
    drops = [event for event in network.geth.child.events if event["event"] == "drop"]
    yield f"geth 1.8.27 loses no peer {drops}", not drops
    if fast:
        p95 = percentiles(network.seconds())[1]
        yield f"p95 is {p95:.2f} s, below {P95_SECONDS:.0f} s", p95 < P95_SECONDS


def run(posts, killing):
    with tempfile.TemporaryDirectory(prefix="mix") as directory:
        network = Network(directory)
        try:
            begun = time.monotonic()
            network.wait_until_known()
            layers = network.status(network.senders[0])["layers"]
            print(f"\nall know {MIXES} mixes after {time.monotonic() - begun:.1f} s, in layers of {layers}", flush=True)
            killer = network.kill(posts / len(network.boxes) * POST_INTERVAL / 2) if killing else None
            network.talk(posts)
            if killer:
                killer.join()
            p50, p95 = percentiles(network.seconds())
            what = "three of nine mixes killed" if killing else "undisturbed"
            print(f"{posts} posts over {HOPS} hops, {what}: p50 {p50:.2f} s, p95 {p95:.2f} s", flush=True)
            return [(f"{what}: {text}", holds) for text, holds in checks(network, posts, not killing)]
        finally:
            network.puppet.stop()
            network.peers.stop_all()


def vectors():
    output = subprocess.run([sys.executable, HERE / "check_vectors.py"], capture_output=True, text=True)
    print(output.stdout.strip(), output.stderr.strip(), flush=True)
    return [("an independent reader opens every packet as we do", output.returncode == 0)]


def main():
    posts = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    os.environ.setdefault("SHHNODE_JAVA_OPTS", "-Xmx160m")
    results = vectors() + run(posts, False) + run(posts, True)
    for what, holds in results:
        print("ok  " if holds else "FAIL", what)
    failed = sum(1 for _, holds in results if not holds)
    print(f"{len(results) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
