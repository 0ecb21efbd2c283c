# SPDX-License-Identifier: Apache-2.0
"""The node in the middle of a line passes on what its ends post."""

import itertools
import os

import pytest

from mailbox import Keys, Mailbox, differences
from nodes import VERSIONS, connected
from polling import eventually

MESSAGES = 40
TOPICS = [os.urandom(4) for _ in range(3)]


def post_all(mailbox, number=MESSAGES, **how):
    """One batch of posts of all kinds; the requests by hash."""
    kinds = itertools.cycle(itertools.product((False, True), (False, True)))
    requests = [
        mailbox.request(os.urandom(10 * i), TOPICS[i % len(TOPICS)], 40, asymmetric=asymmetric, signed=signed, **how)
        for i, (asymmetric, signed) in zip(range(number), kinds)
    ]
    return dict(zip(mailbox.node.rpc.batch([("shh_post", each) for each in requests]), requests))


def assert_read(mailbox, sent, sender):
    mailbox.wait(list(sent))
    for each, request in sent.items():
        found = mailbox.check(mailbox.messages[each], request)
        found += differences(mailbox.messages[each], sender.messages[each])
        assert not found, f"{each}: {found}"


def line(nodes, left_version, right_version, min_pow):
    """geth – node – geth; the ends do not know of each other."""
    left, right = nodes.geth(left_version, min_pow=min_pow), nodes.geth(right_version, min_pow=min_pow)
    node = nodes.under_test(left_version, static_nodes=[left.enode, right.enode], min_pow=min_pow)
    connected((node, left), (node, right))
    assert len(left.rpc("admin_peers")) == len(right.rpc("admin_peers")) == 1
    keys = Keys()
    return [Mailbox(each, keys, TOPICS) for each in (left, node, right)]


def assert_open(*mailboxes):
    for each in mailboxes:
        assert not [e for e in each.node.child.events if e["event"] == "drop"], each.node


def test_line_of_equal_versions(nodes, version):
    left, middle, right = line(nodes, version, version, 0.001)
    from_left = post_all(left, pow_target=0.001)
    from_right = post_all(right, pow_target=0.001)
    left.wait(list(from_left))
    right.wait(list(from_right))
    assert_read(right, from_left, left)
    assert_read(left, from_right, right)
    assert_read(middle, {**from_left, **from_right}, _both(left, right))
    assert_open(left, right)


class _both:
    """What either end reads."""

    def __init__(self, *mailboxes):
        self.messages = {each: message for box in mailboxes for each, message in box.messages.items()}


def test_line_of_both_versions_without_work(nodes):
    """With no work asked for, the two rules of computing it do not matter."""
    old, middle, new = line(nodes, *VERSIONS, 0)
    from_old, from_new = post_all(old, pow_target=0), post_all(new, pow_target=0)
    old.wait(list(from_old))
    new.wait(list(from_new))
    assert_read(new, from_old, old)
    assert_read(old, from_new, new)
    assert_read(middle, {**from_old, **from_new}, _both(old, new))
    assert_open(old, new)


@pytest.mark.geth_differs("geth hangs up on a geth of the other rule of computing PoW")
def test_line_of_both_versions_with_work(nodes):
    """
    A geth hangs up when it is sent work by the other rule, so the node must not pass it on; what
    the node itself posts reaches both, each by its own rule.
    """
    old, middle, new = line(nodes, *VERSIONS, None)
    from_old, from_new = post_all(old, pow_target=0.2), post_all(new, pow_target=0.2)
    middle.wait([*from_old, *from_new])
    ours = post_all(middle, pow_target=0.2)
    payloads = sorted(request["payload"] for request in ours.values())
    for end, others in ((old, from_new), (new, from_old)):
        def arrived():
            end.poll()
            found = sorted(m["payload"] for h, m in end.messages.items() if h not in from_old and h not in from_new)
            return found == payloads

        eventually(arrived, f"{end.node} reads all that the node posts, once")
        # By luck a nonce may satisfy both rules; what came before ours is all that will come.
        assert len(set(others) & set(end.messages)) < len(others) / 4
    assert_open(old, new)
    connected((middle.node, old.node), (middle.node, new.node))
