# SPDX-License-Identifier: Apache-2.0
"""
murmur-client, which only dials. Its proof of work does not depend on the message, so that any peer
with geth's default minimum finds it too low: geth hangs up on it. The node drops such envelopes and
stays; with a minimum of 0 it takes them. Messages here are symmetric and signed, others it cannot
take: an unsigned one, or a symmetric one on a topic of a subscription with a key pair, throws in it.
"""

import os

from exchange import by_payload
from mailbox import Keys, Mailbox
from polling import eventually

TOPIC = os.urandom(4)
COUNT = 50


def test_it_reads_what_we_post(peers):
    node = peers.node()
    murmur = peers.murmur([node.enode])
    eventually(lambda: node.rpc("net_peerCount") == "0x1", "murmur is a peer")
    keys = Keys()
    ours, theirs = Mailbox(node, keys, [TOPIC]), Mailbox(murmur, keys, [TOPIC], asymmetric=False)
    payloads = set()
    for i in range(COUNT):
        payload = i.to_bytes(2, "big") + os.urandom(10 * i)
        payloads.add("0x" + payload.hex())
        ours.post(payload, TOPIC, pow_target=0.2, signed=True)

    def arrived():
        theirs.poll()
        return payloads <= set(by_payload(theirs))

    eventually(arrived, "murmur reads all")
    assert node.rpc("net_peerCount") == "0x1"


def test_its_posts_are_no_offence(peers):
    node = peers.node()
    murmur = peers.murmur([node.enode])
    eventually(lambda: node.rpc("net_peerCount") == "0x1", "murmur is a peer")
    keys = Keys()
    ours, theirs = Mailbox(node, keys, [TOPIC]), Mailbox(murmur, keys, [TOPIC], asymmetric=False)
    for _ in range(5):
        theirs.post(os.urandom(20), TOPIC, pow_target=1e-6, pow_time=1, signed=True)
    after = os.urandom(20)
    ours.post(after, TOPIC, pow_target=0.2, signed=True)

    def arrived():
        theirs.poll()
        return "0x" + after.hex() in by_payload(theirs)

    eventually(arrived, "murmur reads what comes after its own")
    assert node.rpc("net_peerCount") == "0x1"


def test_we_read_what_it_posts_without_a_minimum(peers):
    node = peers.node("--shh-min-pow=0")
    murmur = peers.murmur([node.enode])
    eventually(lambda: node.rpc("net_peerCount") == "0x1", "murmur is a peer")
    keys = Keys()
    ours, theirs = Mailbox(node, keys, [TOPIC]), Mailbox(murmur, keys, [TOPIC], asymmetric=False)
    payloads = set()
    for i in range(10):
        payload = i.to_bytes(2, "big") + os.urandom(20)
        payloads.add("0x" + payload.hex())
        theirs.post(payload, TOPIC, pow_target=1e-6, pow_time=1, signed=True)

    def arrived():
        ours.poll()
        return payloads <= set(by_payload(ours))

    eventually(arrived, "the node reads all")
    assert not ours.duplicates
