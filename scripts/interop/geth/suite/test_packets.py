# SPDX-License-Identifier: Apache-2.0
"""Single packets: what a peer is hung up on for, what is let pass, and what the node itself sends."""

import pytest

import rlp
from nodes import NODE_IS_GETH
from puppet import (
    BLOOM_FILTER,
    MESSAGES,
    P2P_MESSAGE,
    P2P_REQUEST,
    POW_REQUIREMENT,
    STATUS,
    SUBPROTOCOL_ERROR,
    status_body,
)
from rlp import FULL_BLOOM, double_bits, double_of, encode, topic_bloom

DEFAULT_MIN_POW = 0.2
GOOD_POW = 0.3
HIGH_POW = 30.0
TOPIC = b"\x01\x02\x03\x04"
OVERSIZED = b"\0" * (1 << 20) + b"\0"
NAN, INFINITE = 0x7FF8000000000001, 0x7FF0000000000000
FULL_STATUS_FIELDS = [6, double_bits(0.0), b"", 0]


class Bench:
    """The node, an onlooker to whom it relays everything, and what must never be relayed."""

    def __init__(self, nodes, puppet, version):
        self.puppet = puppet
        self.node = nodes.under_test(version)
        self.onlooker = puppet.connect(self.node)
        self.onlooker.packet(STATUS)
        self.unwanted = []

    def good(self, **how):
        return self.puppet.seal(min_pow=GOOD_POW, **how)

    def bad(self, **how):
        envelope = self.puppet.seal(**how)
        self.unwanted.append(envelope)
        return envelope

    def assert_alive(self, connection):
        """The node still listens to this peer: it relays what follows."""
        envelope = self.good()
        connection.send_envelopes(envelope)
        self.onlooker.wait_for(envelope, "what follows is relayed")
        assert connection.dropped() is None


@pytest.fixture(scope="module")
def bench(module_nodes, puppet, version):
    return Bench(module_nodes, puppet, version)


def too_little_work(bench):
    # So large and lasting that no chance nonce makes up for it, by either rule.
    return bench.bad(ttl=2000, size=1000)


def with_first_field(envelope, field):
    fields = rlp.decode(bytes(envelope))
    return rlp.Raw(rlp._with_length(field + b"".join(encode(each) for each in fields[1:]), 0xC0))


def fields_of(envelope):
    return list(rlp.decode(bytes(envelope)))


# name -> what is sent after a Status, as packets of (code, body)
HANGS_UP_ON = {
    "low-pow": lambda b: [(MESSAGES, encode([too_little_work(b)]))],
    "low-pow-among-good": lambda b: [(MESSAGES, encode([b.good(), too_little_work(b), b.good()]))],
    "bundle-of-junk": lambda b: [(MESSAGES, b"\xde\xad\xbe\xef")],
    "bundle-cut-short": lambda b: [(MESSAGES, encode([b.bad(min_pow=GOOD_POW)])[:-1])],
    "bundle-empty-body": lambda b: [(MESSAGES, b"")],
    "bundle-is-string": lambda b: [(MESSAGES, encode(b"not a list"))],
    "bundle-of-strings": lambda b: [(MESSAGES, encode([b"not a list"]))],
    "envelope-of-v5-shape": lambda b: [(MESSAGES, encode([[b"\x01", 1 << 30, 50, TOPIC, b"", b"data", 1]]))],
    "envelope-with-six-fields": lambda b: [(MESSAGES, encode([fields_of(b.good()) + [b"\x01"]]))],
    "envelope-with-four-fields": lambda b: [(MESSAGES, encode([fields_of(b.good())[:4]]))],
    "envelope-not-canonical": lambda b: [(MESSAGES, encode([with_first_field(b.good(), b"\x85\0\x6f\xff\xff\xff")]))],
    "topic-of-three-bytes": lambda b: [(MESSAGES, encode([fields_of(b.good())[:2] + [b"abc", b"data", 1]]))],
    "pow-requirement-nan": lambda b: [(POW_REQUIREMENT, encode(NAN))],
    "pow-requirement-infinite": lambda b: [(POW_REQUIREMENT, encode(INFINITE))],
    "pow-requirement-negative": lambda b: [(POW_REQUIREMENT, encode(double_bits(-1.0)))],
    "pow-requirement-is-list": lambda b: [(POW_REQUIREMENT, encode([double_bits(1.0)]))],
    "pow-requirement-empty-body": lambda b: [(POW_REQUIREMENT, b"")],
    "bloom-of-63-bytes": lambda b: [(BLOOM_FILTER, encode(FULL_BLOOM[1:]))],
    "bloom-of-0-bytes": lambda b: [(BLOOM_FILTER, encode(b""))],
    "bloom-is-list": lambda b: [(BLOOM_FILTER, encode([FULL_BLOOM]))],
    "oversized-bundle": lambda b: [(MESSAGES, encode(OVERSIZED))],
    "oversized-unknown-code": lambda b: [(50, OVERSIZED)],
}

# name -> what a clock that is wrong makes good peers send; geth hangs up
WRONG_TIMES = {
    "very-old": lambda b: [(MESSAGES, encode([b.bad(min_pow=GOOD_POW, sent_in=-90)]))],
    "expired-30s": lambda b: [(MESSAGES, encode([b.bad(min_pow=GOOD_POW, sent_in=-80)]))],
    "future-15s": lambda b: [(MESSAGES, encode([b.bad(min_pow=1, sent_in=15)]))],
    "far-future": lambda b: [(MESSAGES, encode([b.bad(min_pow=1, sent_in=100_000)]))],
}

# name -> the first packet instead of a good Status
HANGS_UP_ON_FIRST = {
    "messages-first": lambda b: (MESSAGES, encode([b.bad(min_pow=GOOD_POW)])),
    "another-version": lambda b: (STATUS, encode([5, *FULL_STATUS_FIELDS[1:]])),
    "not-a-list": lambda b: (STATUS, encode(6)),
    "empty-list": lambda b: (STATUS, encode([])),
    "version-is-text": lambda b: (STATUS, encode([b"six"])),
    "pow-nan": lambda b: (STATUS, encode([6, NAN, b"", 0])),
    "pow-infinite": lambda b: (STATUS, encode([6, INFINITE, b"", 0])),
    "pow-negative": lambda b: (STATUS, status_body(-0.5)),
    "bloom-of-63-bytes": lambda b: (STATUS, status_body(bloom=FULL_BLOOM[1:])),
}

LETS_PASS = {
    "nothing": lambda b: [],
    "empty-bundle": lambda b: [(MESSAGES, encode([]))],
    "expired-10s": lambda b: [(MESSAGES, encode([b.bad(min_pow=GOOD_POW, sent_in=-60)]))],
    "second-status": lambda b: [(STATUS, status_body())],
    "code-4": lambda b: [(4, encode([b"whatever"]))],
    "code-11": lambda b: [(11, encode(b"\1" * 32))],
    "code-12": lambda b: [(12, encode([]))],
    "code-50": lambda b: [(50, b"\xff\xff")],
    "code-123": lambda b: [(123, encode([]))],
    "code-125": lambda b: [(125, encode(b"\1" * 32))],
    "pow-requirement-zero": lambda b: [(POW_REQUIREMENT, encode(0))],
    "bloom-of-64-bytes": lambda b: [(BLOOM_FILTER, encode(FULL_BLOOM))],
    "direct-message-of-a-stranger": lambda b: [(P2P_MESSAGE, encode(b.bad(min_pow=GOOD_POW)))],
    "direct-junk-of-a-stranger": lambda b: [(P2P_MESSAGE, b"\xff")],
    "request-without-archive": lambda b: [(P2P_REQUEST, encode(b.bad(min_pow=GOOD_POW)))],
    "junk-request-without-archive": lambda b: [(P2P_REQUEST, b"\xff")],
}

# name -> a Status that is good enough
STATUS_LETS_PASS = {
    "version-alone": encode([6]),
    "version-and-pow": encode([6, double_bits(0.5)]),
    "no-light-flag": encode([6, double_bits(0.0), FULL_BLOOM]),
    "more-fields": encode([*FULL_STATUS_FIELDS, 1, b"and more", [1, 2]]),
    "light": status_body(light=True),
    "bloom-of-64-bytes": status_body(bloom=topic_bloom(TOPIC)),
}


@pytest.mark.parametrize("case", [*HANGS_UP_ON, *(WRONG_TIMES if NODE_IS_GETH else ())])
def test_hangs_up(bench, case):
    connection = bench.puppet.connect(bench.node)
    for code, body in {**HANGS_UP_ON, **WRONG_TIMES}[case](bench):
        connection.send(code, body)
    event = connection.drop()
    assert event.get("reason") == SUBPROTOCOL_ERROR, event
    connection.close()


@pytest.mark.parametrize("case", HANGS_UP_ON_FIRST)
def test_hangs_up_on_first_packet(bench, case):
    connection = bench.puppet.connect(bench.node, status=None)
    connection.send(*HANGS_UP_ON_FIRST[case](bench))
    event = connection.drop()
    assert event.get("reason") == SUBPROTOCOL_ERROR, event
    connection.close()


@pytest.mark.parametrize("case", [*LETS_PASS, *(() if NODE_IS_GETH else WRONG_TIMES)])
def test_lets_pass(bench, case):
    connection = bench.puppet.connect(bench.node)
    for code, body in {**LETS_PASS, **WRONG_TIMES}[case](bench):
        connection.send(code, body)
    bench.assert_alive(connection)
    connection.close()


@pytest.mark.parametrize("case", STATUS_LETS_PASS)
def test_lets_status_pass(bench, case):
    connection = bench.puppet.connect(bench.node, status=STATUS_LETS_PASS[case])
    bench.assert_alive(connection)
    connection.close()


def test_good_ones_of_a_bad_bundle_are_relayed(bench):
    one, other = bench.good(), bench.good()
    connection = bench.puppet.connect(bench.node)
    connection.send_envelopes(one, too_little_work(bench), other)
    connection.drop()
    bench.onlooker.wait_for(one)
    bench.onlooker.wait_for(other)
    connection.close()


def test_envelope_from_a_clock_slightly_ahead(bench):
    """Nine seconds ahead is fine if the work suffices for them too."""
    envelope = bench.puppet.seal(min_pow=1, sent_in=9)
    connection = bench.puppet.connect(bench.node)
    connection.send_envelopes(envelope)
    bench.onlooker.wait_for(envelope)
    connection.close()


def test_duplicates_are_relayed_once(bench):
    envelope = bench.good()
    connection = bench.puppet.connect(bench.node)
    connection.send_envelopes(envelope, envelope)
    connection.send_envelopes(envelope)
    bench.assert_alive(connection)
    times = [
        each["hash"]
        for event in bench.puppet.child.events
        if event["event"] == "packet" and event["conn"] == bench.onlooker.name and event["code"] == MESSAGES
        for each in event["envelopes"]
    ]
    assert times.count(envelope.hash) == 1
    assert not connection.got(envelope), "sent back to where it came from"
    connection.close()


def test_status_comes_unasked(bench):
    connection = bench.puppet.connect(bench.node, status=None)
    version, pow_bits, bloom, light = rlp.decode(connection.packet(STATUS))[:4]
    assert version == b"\x06"
    assert double_of(pow_bits) == DEFAULT_MIN_POW
    assert bloom in (b"", FULL_BLOOM)
    assert light == b""
    connection.close()


def test_heeds_pow_of_status(bench):
    picky = bench.puppet.connect(bench.node, status=status_body(pow_requirement=HIGH_POW))
    assert_gets_only(bench, picky, hard(bench), plain(bench))


def test_heeds_pow_requirement_packet(bench):
    picky = bench.puppet.connect(bench.node)
    picky.send(POW_REQUIREMENT, encode(double_bits(HIGH_POW)))
    assert_gets_only(bench, picky, hard(bench), plain(bench))


def test_heeds_bloom_of_status(bench):
    picky = bench.puppet.connect(bench.node, status=status_body(bloom=topic_bloom(TOPIC)))
    assert_gets_only(bench, picky, bench.good(topic=TOPIC), bench.good(topic=b"\x44\x55\x66\x07"))


def test_heeds_bloom_packet(bench):
    picky = bench.puppet.connect(bench.node)
    picky.send(BLOOM_FILTER, encode(topic_bloom(TOPIC)))
    assert_gets_only(bench, picky, bench.good(topic=TOPIC), bench.good(topic=b"\x44\x55\x66\x07"))


def hard(bench):
    return bench.puppet.seal(min_pow=HIGH_POW, ttl=10)


def plain(bench):
    while (envelope := bench.good()).pow >= HIGH_POW:
        pass
    return envelope


def assert_gets_only(bench, picky, wanted, unwanted):
    """Of two envelopes that the node gets, the second only when the first has been relayed."""
    # What picky sends next is relayed only after the node has read what picky asked for.
    bench.assert_alive(picky)
    bench.onlooker.send_envelopes(unwanted)
    helper = bench.puppet.connect(bench.node)
    helper.wait_for(unwanted)
    helper.send_envelopes(wanted)
    picky.wait_for(wanted, "what it asked for is sent")
    assert not picky.got(unwanted)
    picky.close()
    helper.close()


def test_announces_requirements(nodes, puppet, version):
    node = nodes.under_test(version)
    connection = puppet.connect(node)
    # Whoever has not been sent a Status yet is told by that.
    connection.packet(STATUS)
    bench_bloom = topic_bloom(TOPIC)
    assert node.rpc("shh_setMinPoW", 7.5) is True
    connection.packet(POW_REQUIREMENT, lambda body: body == encode(double_bits(7.5)))
    assert node.rpc("shh_setBloomFilter", "0x" + bench_bloom.hex()) is True
    connection.packet(BLOOM_FILTER, lambda body: body == encode(bench_bloom))

    later = puppet.connect(node)
    _, pow_bits, bloom, _ = rlp.decode(later.packet(STATUS))[:4]
    assert double_of(pow_bits) == 7.5
    assert bloom == bench_bloom


def test_light_node_says_so(nodes, puppet, version):
    node = nodes.under_test(version, light=True)
    connection = puppet.connect(node, status=None)
    assert rlp.decode(connection.packet(STATUS))[3] == b"\x01"
    connection.send(STATUS, status_body(light=True))
    assert connection.drop().get("reason") == SUBPROTOCOL_ERROR


def test_node_dials_puppet(bench):
    """The same manners when the node is the dialer."""
    connection = bench.puppet.listen()
    assert bench.node.rpc("admin_addPeer", connection.enode) is True
    assert connection.wait("peer", "the node dials")["inbound"]
    connection.packet(STATUS)
    connection.send(STATUS, status_body())
    bench.assert_alive(connection)
    connection.send_envelopes(too_little_work(bench))
    assert connection.drop().get("reason") == SUBPROTOCOL_ERROR
    connection.close()


def test_nothing_unwanted_was_relayed(bench):
    """Behind everything the tests above sent."""
    bench.assert_alive(bench.puppet.connect(bench.node))
    assert bench.unwanted
    seen = bench.onlooker.hashes()
    assert not [each.hash for each in bench.unwanted if each.hash in seen]
    assert bench.onlooker.dropped() is None
