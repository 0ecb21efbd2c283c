# SPDX-License-Identifier: Apache-2.0
"""A node whose clock is ten minutes off, and a geth that hangs up on whoever is off by more than ten seconds."""

import os

import pytest

from mailbox import Keys, Mailbox
from nodes import connected
from polling import eventually

MIN_POW = 0.001
TOPIC = os.urandom(4)
OFF = 600
# What a poll a second needs to find out, and a bit.
LEARNING_SECONDS = 60


@pytest.mark.geth_differs("a geth with such a clock hears nothing and loses its peers")
@pytest.mark.parametrize("clock_error", [-OFF, OFF])
def test_messages_go_both_ways(nodes, version, clock_error):
    geth = nodes.geth(version, min_pow=MIN_POW)
    node = nodes.under_test(version, static_nodes=[geth.enode], min_pow=MIN_POW, clock_error=clock_error)
    connected((node, geth))
    keys = Keys()
    there, here = [Mailbox(each, keys, [TOPIC]) for each in (geth, node)]
    assert "warning" not in node.rpc("shh_info")

    def hears():
        there.post(os.urandom(9), TOPIC)
        here.poll()
        return here.messages

    eventually(hears, "what geth posts is read", LEARNING_SECONDS, interval=1)

    here.wait([there.post(b"from there", TOPIC)])
    there.wait([here.post(b"from here", TOPIC)])
    assert not [event for event in geth.child.events if event["event"] == "drop"]
    way = "behind" if clock_error < 0 else "ahead of"
    for text in (node.rpc("shh_info")["warning"], node.child.tail()):
        assert f"{way} those of its peers: set it" in text, text
