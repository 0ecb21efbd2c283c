# SPDX-License-Identifier: Apache-2.0
"""Whisper 5 with geth 1.7.3: a network beside that of Whisper 6, one API for both on our side."""

import os

import pytest

from exchange import COUNT, TOPIC, by_payload, send
from mailbox import Keys, Mailbox
from nodes import connected
from polling import eventually


@pytest.fixture(params=["we dial", "they dial"])
def pair(request, peers):
    if request.param == "we dial":
        geth = peers.old_geth(5)
        node = peers.node(static_nodes=[geth.enode])
    else:
        node = peers.node()
        geth = peers.old_geth(5, dial=[node.enode])
    connected((node, geth))
    return node, geth


def test_messages_both_ways(pair):
    node, geth = pair
    keys = Keys()
    ours, theirs = Mailbox(node, keys, [TOPIC]), Mailbox(geth, keys, [TOPIC])
    send(ours, theirs, 1)
    send(theirs, ours, 2)
    assert not ours.duplicates and not theirs.duplicates
    ours.poll()
    # Ours are in it twice, sealed for both versions, and were read once.
    payloads = [message["payload"] for message in ours.messages.values()]
    assert len(payloads) == len(set(payloads)) == 2 * COUNT
    connected((node, geth))


def test_relay(peers):
    left, right = peers.old_geth(5), peers.old_geth(5)
    node = peers.node(static_nodes=[left.enode, right.enode])
    connected((node, left), (node, right))
    keys = Keys()
    from_left, to_right = Mailbox(left, keys, [TOPIC]), Mailbox(right, keys, [TOPIC])
    send(from_left, to_right, 3)
    connected((node, left), (node, right))


def test_direct_messages(pair):
    node, geth = pair
    keys = Keys()
    ours, theirs = (Mailbox(each, keys, [TOPIC], allow_p2p=True) for each in (node, geth))
    assert geth.rpc("shh_markTrustedPeer", node.enode) is True
    assert node.rpc("shh_markTrustedPeer", geth.enode) is True
    for sender, receiver in ((ours, theirs), (theirs, ours)):
        payload = os.urandom(20)
        sender.post(payload, TOPIC, pow_target=0.2, target=receiver.node.enode)

        def arrived():
            receiver.poll()
            return "0x" + payload.hex() in by_payload(receiver)

        eventually(arrived, f"{receiver.node} reads a direct message")


def test_both_networks_at_once(peers):
    """What one posts in both networks a reader of both gets once, and each network's readers too."""
    five, six = peers.old_geth(5), peers.geth("1.8.27")
    middle = peers.node(static_nodes=[five.enode, six.enode])
    reader = peers.node(static_nodes=[middle.enode, five.enode])
    connected((middle, five), (middle, six), (reader, middle), (reader, five))
    keys = Keys()
    boxes = [Mailbox(each, keys, [TOPIC]) for each in (five, six, middle, reader)]
    payloads = []
    for i in range(30):
        payload = i.to_bytes(2, "big") + os.urandom(20)
        payloads.append("0x" + payload.hex())
        boxes[2].post(payload, TOPIC, pow_target=0.2)

    def arrived():
        for box in boxes:
            box.poll()
        return all(set(payloads) <= set(by_payload(box)) for box in boxes)

    eventually(arrived, "all four read all")
    last = os.urandom(20)
    boxes[2].post(last, TOPIC, pow_target=0.2)
    payloads.append("0x" + last.hex())
    eventually(arrived, "all four read the last")
    for box in boxes:
        assert sorted(m["payload"] for m in box.messages.values()) == sorted(payloads), box.node
