# SPDX-License-Identifier: Apache-2.0
"""A thousand messages of every kind and size each way, all delivered, all with equal fields."""

import itertools
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from mailbox import Keys, Mailbox, differences
from nodes import connected

COUNT = 1000
MIN_POW = 0.001
TTLS = (20, 30, 40)

# geth bundles all news of 300 ms and hangs up on a bundle of a mebibyte, and its HTTP server
# takes half a mebibyte: so much is posted before the receiver has got it all.
CHUNK_MESSAGES = 100
CHUNK_BYTES = 150_000

# Sizes around which the layout changes: size fields of one, two and three bytes, padding blocks.
BOUNDARIES = (0, 1, 2, 187, 188, 189, 190, 253, 254, 255, 256, 257, 508, 509, 510, 511, 512, 65_535, 65_536, 70_000)
# (number, least, greatest) of random sizes
SPREAD = ((800, 0, 300), (120, 300, 2_000), (40, 2_000, 15_000), (16, 15_000, 50_000), (4, 60_000, 60_000))

# The last two have bits of their bloom in one byte, where geth's bloom is smaller than EIP-627's.
TOPICS = [os.urandom(4) for _ in range(4)] + [bytes.fromhex("00018000"), bytes.fromhex("08090a07")]

SEED = int(os.environ.get("INTEROP_SEED", "627"))


def sizes(rng):
    all_sizes = list(BOUNDARIES)
    for number, least, greatest in SPREAD:
        all_sizes += [rng.randint(least, greatest) for _ in range(number)]
    all_sizes = all_sizes[:COUNT]
    rng.shuffle(all_sizes)
    return all_sizes


def requests(mailbox, rng):
    """The posts of one direction: every second asymmetric, every third pair signed, some padded."""
    kinds = itertools.cycle(itertools.product((False, True), (False, True)))
    for size, (asymmetric, signed) in zip(sizes(rng), kinds):
        padding = rng.randbytes(rng.randint(1, 300)) if rng.random() < 0.1 else None
        yield mailbox.request(
            rng.randbytes(size),
            rng.choice(TOPICS),
            rng.choice(TTLS),
            MIN_POW,
            asymmetric=asymmetric,
            signed=signed,
            padding=padding,
        )


def chunks(all_requests):
    chunk, size = [], 0
    for request in all_requests:
        weight = len(request["payload"]) // 2
        if chunk and (len(chunk) == CHUNK_MESSAGES or size + weight > CHUNK_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(request)
        size += weight
    yield chunk


class Direction:
    def __init__(self, sender, receiver, seed):
        self.sender = sender
        self.receiver = receiver
        self.sent = {}  # hash -> request
        self.failure = None
        self._rng = random.Random(seed)

    def run(self):
        started = time.time()
        try:
            for chunk in chunks(requests(self.sender, self._rng)):
                before = int(time.time())
                hashes = self.sender.node.rpc.batch([("shh_post", request) for request in chunk])
                for each, request in zip(hashes, chunk):
                    self.sent[each] = (request, before, time.time())
                self.receiver.wait(hashes, timeout=40)
        except Exception as failure:  # told by the tests of this direction
            self.failure = failure
        self.seconds = time.time() - started


@pytest.fixture(scope="module")
def traffic(module_nodes, version):
    """Both directions at once over one session."""
    geth = module_nodes.geth(version, min_pow=MIN_POW)
    node = module_nodes.under_test(version, static_nodes=[geth.enode], min_pow=MIN_POW)
    connected((node, geth))
    keys = Keys()
    ours, theirs = Mailbox(node, keys, TOPICS), Mailbox(geth, keys, TOPICS)
    both = {"to-geth": Direction(ours, theirs, SEED), "from-geth": Direction(theirs, ours, SEED + 1)}
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(Direction.run, both.values()))
    ours.poll()
    theirs.poll()
    for direction in both.values():
        direction.still_peers = node.has_peer(geth) and geth.has_peer(node)
        direction.drops = [e for e in geth.child.events if e["event"] == "drop"]
    return both


@pytest.mark.parametrize("way", ["to-geth", "from-geth"])
def test_every_message_arrives(traffic, way):
    direction = traffic[way]
    if direction.failure:
        raise direction.failure
    assert len(direction.sent) == COUNT
    assert direction.still_peers and not direction.drops
    print(f"{COUNT} messages {way} in {direction.seconds:.1f} s, seed {SEED}")


@pytest.mark.parametrize("way", ["to-geth", "from-geth"])
def test_fields_are_equal(traffic, way):
    direction = traffic[way]
    assert direction.sent
    wrong = []
    for each, (request, before, after) in direction.sent.items():
        received = direction.receiver.messages.get(each)
        own = direction.sender.messages.get(each)
        if received is None or own is None:
            wrong.append(f"{each}: not read by {'the receiver' if received is None else 'its sender'}")
            continue
        found = direction.receiver.check(received, request) + differences(received, own)
        if "sig" in request and received.get("sig") != direction.sender.signer:
            found.append(f"sig is {received.get('sig')}")
        if not before <= received["timestamp"] <= after:
            found.append(f"timestamp is {received['timestamp']}, not of {before}…{after:.0f}")
        if found:
            kind = "asymmetric" if "pubKey" in request else "symmetric"
            wrong.append(f"{each}, {len(request['payload']) // 2 - 1} bytes, {kind}: " + "; ".join(found))
    assert not wrong, f"{len(wrong)} of {len(direction.sent)} differ, for example\n" + "\n".join(wrong[:5])


@pytest.mark.parametrize("way", ["to-geth", "from-geth"])
def test_nothing_arrives_twice(traffic, way):
    assert not traffic[way].receiver.duplicates
