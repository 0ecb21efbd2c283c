# SPDX-License-Identifier: Apache-2.0
"""Sessions come about whoever dials, and end as they should."""

from nodes import NODE_IS_GETH, connected
from polling import eventually

CLIENT_QUITTING = 8


def assert_session(node, geth, version):
    connected((node, geth))
    seen_by_node = node.peer(geth)
    assert seen_by_node["name"].startswith(f"Geth/v{version}-stable/")
    assert "shh/6" in seen_by_node["caps"]
    seen_by_geth = geth.peer(node)
    assert "shh/6" in seen_by_geth["caps"]
    if not NODE_IS_GETH:
        assert seen_by_geth["name"].startswith("shhnode/")
    assert int(node.rpc("net_peerCount"), 16) == 1


def test_we_dial(nodes, version):
    geth = nodes.geth(version)
    node = nodes.under_test(version, static_nodes=[geth.enode])
    assert_session(node, geth, version)
    assert geth.peer(node)["network"]["inbound"]


def test_they_dial(nodes, version):
    node = nodes.under_test(version)
    geth = nodes.geth(version, dial=[node.enode])
    assert_session(node, geth, version)
    assert not geth.peer(node)["network"]["inbound"]


def test_admin_add_peer(nodes, version):
    node = nodes.under_test(version)
    one, other = nodes.geth(version), nodes.geth(version)
    assert node.rpc("admin_addPeer", one.enode) is True
    assert other.rpc("admin_addPeer", node.enode) is True
    connected((node, one), (node, other))


def test_light_nodes_refuse_each_other(nodes, version):
    """Two light nodes have nothing to give each other; a light one and a full one have."""
    node = nodes.under_test(version, light=True)
    full, light = nodes.geth(version), nodes.geth(version, light=True)
    assert node.rpc("admin_addPeer", full.enode)
    assert node.rpc("admin_addPeer", light.enode)
    connected((node, full))
    light.child.wait_event(lambda e: e["event"] == "drop", "light geth and light node part", 20)
    assert not light.has_peer(node)
    assert node.has_peer(full)


def test_termination_says_goodbye(nodes, version):
    geth = nodes.geth(version)
    node = nodes.under_test(version, static_nodes=[geth.enode])
    connected((node, geth))
    seconds = node.stop()
    event, _ = geth.child.wait_event(lambda e: e["event"] == "drop", "geth sees the node leave", 10)
    assert event.get("reason") == CLIENT_QUITTING, event
    eventually(lambda: not geth.has_peer(node), "geth forgets the node")
    assert seconds < 2, f"took {seconds:.1f} s to end"
