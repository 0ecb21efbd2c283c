# SPDX-License-Identifier: Apache-2.0
"""
What takes long because the protocol says so runs beside the other tests: an idle minute, a line
gone dead, the grace of ten seconds after a requirement rises.
"""

import re
import time

from mailbox import Keys, Mailbox, hex_of
from nodes import Nodes, connected
from polling import eventually
from proxy import Proxy, bytes_since
from puppet import Puppet
from rlp import topic_bloom

IDLE_SECONDS = 62
SILENCE_LIMIT_SECONDS = 30
GRACE_LIMIT_SECONDS = 20
TOPIC = b"\x01\x02\x03\x04"
OTHER_TOPIC = b"\x11\x22\x33\x00"


def run(name, version, directory):
    with Nodes(directory) as nodes:
        return {"idle": idle, "grace": grace}[name](version, nodes, directory)


def idle(version, nodes, directory):
    """One session that nothing happens on for a minute, and one whose line goes dead."""
    quiet, dying = nodes.geth(version), nodes.geth(version, role="geth behind a dead line")
    proxies = [Proxy(_port(each)) for each in (quiet, dying)]
    try:
        addresses = [each.enode_at(proxy.port) for each, proxy in zip((quiet, dying), proxies)]
        node = nodes.under_test(version, static_nodes=addresses)
        connected((node, quiet), (node, dying))
        time.sleep(0.5)  # handshakes are no pings
        started = time.monotonic()
        proxies[1].frozen.set()
        found = {}

        def passed():
            if "silent" not in found and not node.has_peer(dying):
                found["silent"] = time.monotonic() - started
            return time.monotonic() - started >= IDLE_SECONDS

        # A minute is a minute; each look at the peers keeps to RPC, off the session.
        eventually(passed, "the minute passes", timeout=IDLE_SECONDS + 30, interval=0.5)
        found["to_geth"] = bytes_since(proxies[0].to_target, started)
        found["from_geth"] = bytes_since(proxies[0].from_target, started)
        found["drops"] = [e for e in quiet.child.events if e["event"] == "drop"]
        found["still_peers"] = node.has_peer(quiet) and quiet.has_peer(node)

        keys = Keys()
        ours, theirs = Mailbox(node, keys, [TOPIC]), Mailbox(quiet, keys, [TOPIC])
        theirs.wait([ours.post(b"still there?", TOPIC, pow_target=0.2)])
        ours.wait([theirs.post(b"still there.", TOPIC, pow_target=0.2)])
        return found
    finally:
        for proxy in proxies:
            proxy.close()


def grace(version, nodes, directory):
    """How long after a rise of its requirements the node takes what met the old ones."""
    node = nodes.under_test(version)
    with Puppet(version, directory) as puppet:
        bloom = hex_of(topic_bloom(TOPIC))
        return {
            "pow": _grace_after(node, puppet, "shh_setMinPoW", 50.0, dict(min_pow=0.3, topic=TOPIC, ttl=100)),
            "bloom": _grace_after(node, puppet, "shh_setBloomFilter", bloom, dict(min_pow=50, topic=OTHER_TOPIC, ttl=10)),
        }


def _grace_after(node, puppet, method, value, envelope):
    """Seconds until the node hangs up, and why; within them it took every such envelope."""
    connection = puppet.connect(node)
    connection.send_envelopes(puppet.seal(**envelope))
    connected_before = connection.dropped() is None
    started = time.monotonic()
    assert node.rpc(method, value) is True

    def dropped():
        # It may hang up while we write.
        try:
            connection.send_envelopes(puppet.seal(**envelope))
        except AssertionError:
            pass
        return connection.dropped()

    event = eventually(dropped, f"{node} hangs up after {method}", GRACE_LIMIT_SECONDS, interval=0.4)
    seconds = time.monotonic() - started
    connection.close()
    return {"connected_before": connected_before, "seconds": seconds, "reason": event.get("reason"), "event": event}


def _port(node):
    return int(re.search(r":(\d+)", node.enode.rsplit("@", 1)[1]).group(1))
