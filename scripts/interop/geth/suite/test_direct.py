# SPDX-License-Identifier: Apache-2.0
"""Direct messages (packet 127) pass to a peer that trusts the sender, and only to filters that allow them."""

import pytest

from mailbox import Keys, Mailbox, differences
from nodes import connected

TOPIC = b"\x01\x02\x03\x04"


@pytest.mark.parametrize("way", ["to-geth", "from-geth"])
def test_direct_message(nodes, version, way):
    geth = nodes.geth(version)
    node = nodes.under_test(version, static_nodes=[geth.enode])
    connected((node, geth))
    sender, receiver = (node, geth) if way == "to-geth" else (geth, node)
    keys = Keys()
    outbox = Mailbox(sender, keys, [TOPIC])
    direct, ordinary = Mailbox(receiver, keys, [TOPIC], allow_p2p=True), Mailbox(receiver, keys, [TOPIC])

    untrusted = outbox.post(b"before you trust me", TOPIC, target=receiver.enode)
    # Only a message behind it on the same connection tells that it has been dealt with.
    direct.wait([outbox.post(b"to all", TOPIC, pow_target=0.3)])
    assert receiver.rpc("shh_markTrustedPeer", sender.enode) is True

    request = outbox.request(b"between us", TOPIC, 50, 0.001, signed=True, target=receiver.enode)
    sent = sender.rpc("shh_post", request)
    direct.wait([sent])
    assert not direct.check(dict(direct.messages[sent], pow=1), request)
    ordinary.wait([outbox.post(b"to all again", TOPIC, pow_target=0.3)])
    assert sent not in ordinary.messages
    assert untrusted not in direct.messages
    both = set(direct.messages) & set(ordinary.messages)
    assert both and not [d for h in both for d in differences(direct.messages[h], ordinary.messages[h])]
