# SPDX-License-Identifier: Apache-2.0
"""
Status' fork of Whisper 6. It asks for confirmations and hangs up on one that it cannot read, so a
session that lasts shows that it understands ours.
"""

import os

import pytest

from exchange import COUNT, TOPIC, by_payload, send
from mailbox import Keys, Mailbox
from nodes import connected
from polling import eventually


# Its search hashes the whole envelope for every nonce.
MIN_POW = 0.001


@pytest.fixture(params=["we dial", "they dial"])
def pair(request, peers):
    if request.param == "we dial":
        status = peers.status(min_pow=MIN_POW)
        node = peers.node(f"--shh-min-pow={MIN_POW}", static_nodes=[status.enode])
    else:
        node = peers.node(f"--shh-min-pow={MIN_POW}")
        status = peers.status(dial=[node.enode], min_pow=MIN_POW)
    connected((node, status))
    return node, status


def assert_never_dropped(status):
    assert not [event for event in status.child.events if event["event"] == "drop"]


def test_messages_both_ways(pair):
    node, status = pair
    keys = Keys()
    ours, theirs = Mailbox(node, keys, [TOPIC]), Mailbox(status, keys, [TOPIC])
    send(ours, theirs, 1, MIN_POW)
    send(theirs, ours, 2, MIN_POW)
    ours.poll()
    assert len(ours.messages) == 2 * COUNT and not ours.duplicates and not theirs.duplicates
    assert_never_dropped(status)


def test_relay(peers):
    left, right = peers.status(min_pow=MIN_POW), peers.status(min_pow=MIN_POW)
    node = peers.node(f"--shh-min-pow={MIN_POW}", static_nodes=[left.enode, right.enode])
    connected((node, left), (node, right))
    keys = Keys()
    send(Mailbox(left, keys, [TOPIC]), Mailbox(right, keys, [TOPIC]), 3, MIN_POW)
    assert_never_dropped(left)
    assert_never_dropped(right)


def test_direct_messages(pair):
    """Status sends them as a list."""
    node, status = pair
    keys = Keys()
    ours, theirs = (Mailbox(each, keys, [TOPIC], allow_p2p=True) for each in (node, status))
    assert status.rpc("shh_markTrustedPeer", node.enode) is True
    assert node.rpc("shh_markTrustedPeer", status.enode) is True
    for sender, receiver in ((ours, theirs), (theirs, ours)):
        payload = os.urandom(20)
        sender.post(payload, TOPIC, pow_target=0.2, target=receiver.node.enode)

        def arrived():
            receiver.poll()
            return "0x" + payload.hex() in by_payload(receiver)

        eventually(arrived, f"{receiver.node} reads a direct message")
    assert_never_dropped(status)


def test_cheap_envelopes_are_answered_not_punished(pair):
    """What we accept no more Status is told of; it stays, as we do when it refuses ours."""
    node, status = pair
    keys = Keys()
    ours, theirs = Mailbox(node, keys, [TOPIC]), Mailbox(status, keys, [TOPIC])
    assert status.rpc("shh_setMinPoW", 5.0) is True
    ours.post(os.urandom(20), TOPIC, pow_target=0.2)
    dear = os.urandom(20)
    ours.post(dear, TOPIC, pow_target=6.0)

    def arrived():
        theirs.poll()
        return "0x" + dear.hex() in by_payload(theirs)

    eventually(arrived, "Status reads what is good enough for it")
    assert_never_dropped(status)
