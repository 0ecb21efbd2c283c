# SPDX-License-Identifier: Apache-2.0
"""A peer that does only what the test says: one packet at a time, on geth's own transport."""

import itertools
import json
import os
import threading
import time

import rlp
from nodes import GETH_DIR
from processes import Child

STATUS, MESSAGES, POW_REQUIREMENT, BLOOM_FILTER = 0, 1, 2, 3
P2P_REQUEST, P2P_MESSAGE = 126, 127
SUBPROTOCOL_ERROR = 0x10
TIMEOUT_SECONDS = 10
DEFAULT_TTL = 50


def status_body(pow_requirement=0.0, bloom=b"", light=False):
    return rlp.encode([6, rlp.double_bits(pow_requirement), bloom, int(light)])


class Puppet:
    """The process; each connection of it is a devp2p node of its own."""

    def __init__(self, version, directory):
        self.version = version
        self.child = Child([GETH_DIR / "bin" / f"shhpeer-{version}", "-raw"], directory / f"puppet-{version}.log")
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self.child.wait_event(lambda e: e["event"] == "ready", "puppet ready", TIMEOUT_SECONDS)

    def ask(self, **command):
        seq = next(self._numbers)
        with self._lock:
            start = len(self.child.events)
            self.child.write(json.dumps(dict(command, seq=seq)))
        matches = lambda e: e["event"] == "reply" and e.get("seq") == seq
        reply, _ = self.child.wait_event(matches, f"reply to {command['op']}", 60, start)
        assert "error" not in reply, f"{command['op']}: {reply['error']}"
        return reply

    def connect(self, node, status=status_body()):
        """A session with `node`, in which we have sent `status` unless that is None."""
        connection = Connection(self, dial=node.enode)
        connection.wait("peer", f"{node} accepts a connection")
        if status is not None:
            connection.send(STATUS, status)
        return connection

    def listen(self):
        return Connection(self, listen="127.0.0.1:0")

    def seal(self, min_pow=0.0, sent_in=0, ttl=DEFAULT_TTL, topic=b"\x01\x02\x03\x04", size=200):
        """An envelope of random data, sent `sent_in` seconds from now."""
        expiry = int(time.time()) + sent_in + ttl
        reply = self.ask(op="seal", expiry=expiry, ttl=ttl, topic=topic.hex(), data=os.urandom(size).hex(), minPow=min_pow)
        return Envelope(bytes.fromhex(reply["envelope"]), reply["hash"], reply.get("pow"))

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self.child.close_stdin()


class Envelope(rlp.Raw):
    def __new__(cls, encoded, envelope_hash, pow_value):
        envelope = super().__new__(cls, encoded)
        envelope.hash = envelope_hash
        envelope.pow = pow_value
        return envelope


class Connection:
    def __init__(self, puppet, **how):
        self.puppet = puppet
        self.name = f"c{next(puppet._numbers)}"
        self._start = len(puppet.child.events)
        self.enode = puppet.ask(op="open", conn=self.name, **how)["enode"]

    def send(self, code, body):
        self.puppet.ask(op="send", conn=self.name, code=code, body=body.hex())

    def send_envelopes(self, *envelopes):
        self.send(MESSAGES, rlp.encode(envelopes))

    def wait(self, kind, what, timeout=TIMEOUT_SECONDS, where=lambda event: True):
        matches = lambda e: e["event"] == kind and e.get("conn") == self.name and where(e)
        event, _ = self.puppet.child.wait_event(matches, what, timeout, self._start)
        return event

    def packet(self, code, where=lambda body: True, timeout=TIMEOUT_SECONDS):
        """The body of the first packet of that code that satisfies `where`."""
        fits = lambda e: e["code"] == code and where(bytes.fromhex(e["body"]))
        return bytes.fromhex(self.wait("packet", f"packet {code}", timeout, fits)["body"])

    def got(self, envelope):
        """Whether the other side has sent us this envelope."""
        return envelope.hash in self.hashes()

    def hashes(self):
        found = set()
        for event in list(self.puppet.child.events[self._start :]):
            if event["event"] == "packet" and event["conn"] == self.name and event["code"] == MESSAGES:
                found.update(envelope["hash"] for envelope in event["envelopes"])
        return found

    def wait_for(self, envelope, what="envelope relayed", timeout=TIMEOUT_SECONDS):
        def holds(event):
            return event["code"] == MESSAGES and any(e["hash"] == envelope.hash for e in event["envelopes"])

        return self.wait("packet", what, timeout, holds)

    def drop(self, timeout=TIMEOUT_SECONDS):
        """The event of the other side's hanging up."""
        return self.wait("drop", "the node hangs up", timeout)

    def dropped(self):
        mine = list(self.puppet.child.events[self._start :])
        return next((e for e in mine if e["event"] == "drop" and e.get("conn") == self.name), None)

    def close(self):
        self.puppet.ask(op="close", conn=self.name)
