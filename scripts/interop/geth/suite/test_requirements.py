# SPDX-License-Identifier: Apache-2.0
"""What one side asks for by PoW requirement and bloom filter packets, the other side heeds."""

import pytest

from mailbox import Keys, Mailbox, hex_of
from nodes import connected
from rlp import FULL_BLOOM, topic_bloom

MIN_POW = 0.001
# So much more that a nonce for the one meets the other once in 2^14 posts.
HIGH_POW = 20.0
WANTED = bytes.fromhex("a1b2c304")
# Two of the three bits of its bloom fall in byte 0; geth's bloom has only one of them.
WANTED_COLLIDING = bytes.fromhex("00018000")
UNWANTED = bytes.fromhex("5b6c7d00")


class Session:
    """The node and a geth, one of which asks (`asking`) while the other posts (`posting`)."""

    def __init__(self, nodes, version, asking):
        geth = nodes.geth(version, min_pow=MIN_POW)
        node = nodes.under_test(version, static_nodes=[geth.enode], min_pow=MIN_POW)
        connected((node, geth))
        self.geth = geth
        keys = Keys()
        boxes = [Mailbox(node, keys), Mailbox(geth, keys)]
        self.asking, self.posting = boxes if asking == "ours" else reversed(boxes)

    def ask(self, method, value, **how):
        """
        Sets a requirement and makes sure the other side knows of it: a message that follows the
        packet on the same connection has arrived.
        """
        assert self.asking.node.rpc(method, value) is True
        self.posting.wait([self.asking.post(b"after the packet", WANTED, ttl=10, **how)])

    def assert_open(self):
        assert not [e for e in self.geth.child.events if e["event"] == "drop"]
        connected((self.asking.node, self.posting.node))


@pytest.fixture(params=["ours", "geths"])
def session(request, nodes, version):
    return Session(nodes, version, request.param)


def test_pow_requirement(session):
    session.ask("shh_setMinPoW", HIGH_POW, pow_target=HIGH_POW)
    low = session.posting.post(b"little work", WANTED)
    high = session.posting.post(b"much work", WANTED, ttl=10, pow_target=HIGH_POW)
    session.asking.wait([high])
    # It was posted first, so had it been sent at all it would have come first.
    assert low not in session.asking.messages
    session.assert_open()

    # When the requirement falls, what is still pooled is offered after all.
    session.ask("shh_setMinPoW", MIN_POW)
    session.asking.wait([low])
    session.assert_open()


@pytest.mark.parametrize("wanted", [WANTED, WANTED_COLLIDING], ids=["ordinary", "colliding"])
def test_bloom_filter(session, wanted):
    session.ask("shh_setBloomFilter", hex_of(topic_bloom(wanted)))
    unwanted = session.posting.post(b"not asked for", UNWANTED)
    asked_for = session.posting.post(b"asked for", wanted)
    session.asking.wait([asked_for])
    assert unwanted not in session.asking.messages
    session.assert_open()

    session.ask("shh_setBloomFilter", hex_of(FULL_BLOOM))
    session.asking.wait([unwanted])
    session.assert_open()
