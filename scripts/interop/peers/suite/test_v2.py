# SPDX-License-Identifier: Apache-2.0
"""Whisper 2 with geth 1.7.3, through the API of its time on both sides."""

import os

import pytest

from nodes import connected
from peers import classic
from polling import eventually

COUNT = 100
TTL = "0x28"
PRIORITY = "0x14"
TOPICS = ["0x" + b"topic A".hex(), "0x" + b"topic B".hex()]


class ClassicMailbox:
    """Identities and a filter of one node, and what the filter has yielded."""

    def __init__(self, node):
        self.node = node
        self.rpc = classic(node)
        self.identity = self.rpc("shh_newIdentity")
        self.filter = self.rpc("shh_newFilter", {"topics": [TOPICS[0]]})
        self.messages = []

    def poll(self):
        self.messages += self.rpc("shh_getFilterChanges", self.filter)

    def by_payload(self):
        return {message["payload"]: message for message in self.messages}


@pytest.fixture(params=["we dial", "they dial"])
def boxes(request, peers):
    if request.param == "we dial":
        geth = peers.old_geth(2)
        node = peers.node(static_nodes=[geth.enode])
    else:
        node = peers.node()
        geth = peers.old_geth(2, dial=[node.enode])
    connected((node, geth))
    return ClassicMailbox(node), ClassicMailbox(geth)


def posts(sender, receiver):
    """Every mixture of encrypted and signed, of all sizes."""
    for i in range(COUNT):
        size = (8, 100, 1_000, 60_000)[i % 4] if i < 20 else 8 + i
        post = {
            "topics": TOPICS[: 1 + i % 2],
            "payload": "0x" + (i.to_bytes(2, "big") + os.urandom(size)).hex(),
            "priority": PRIORITY,
            "ttl": TTL,
        }
        if i & 1:
            post["to"] = receiver.identity
        if i & 2:
            post["from"] = sender.identity
        yield post


def number(value):
    """geth answers with numbers where the API asks for quantities."""
    return int(value, 16) if isinstance(value, str) else value


def test_messages_both_ways(boxes):
    for sender, receiver in (boxes, boxes[::-1]):
        sent = list(posts(sender, receiver))
        for post in sent:
            assert sender.rpc("shh_post", post) is True

        def arrived():
            receiver.poll()
            return {post["payload"] for post in sent} <= set(receiver.by_payload())

        eventually(arrived, f"{receiver.node} reads all", 60)
        for post in sent:
            message = receiver.by_payload()[post["payload"]]
            assert message["from"] == post.get("from", "0x0")
            assert message["to"] == post.get("to", "0x0")
            assert number(message["ttl"]) == int(TTL, 16)
        payloads = [message["payload"] for message in receiver.messages]
        assert len(payloads) == len(set(payloads))
    connected((boxes[0].node, boxes[1].node))


def test_relay(peers):
    left, right = peers.old_geth(2), peers.old_geth(2)
    node = peers.node(static_nodes=[left.enode, right.enode])
    connected((node, left), (node, right))
    sender, receiver = ClassicMailbox(left), ClassicMailbox(right)
    sent = list(posts(sender, receiver))
    for post in sent:
        sender.rpc("shh_post", post)

    def arrived():
        receiver.poll()
        return {post["payload"] for post in sent} <= set(receiver.by_payload())

    eventually(arrived, "the far end reads all", 60)
    connected((node, left), (node, right))
