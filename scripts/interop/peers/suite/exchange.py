# SPDX-License-Identifier: Apache-2.0
"""Messages of every kind and size from one mailbox to another, compared by what they say."""

import itertools
import os
import random

from polling import eventually

COUNT = 200
TOPIC = os.urandom(4)
SIZES = (8, 9, 250, 251, 252, 253, 254, 255, 256, 257, 509, 510, 511, 512, 513, 20_000, 60_000)

# geth 1.7.3's HTTP server takes 128 KiB, twice of which is hexadecimal.
BATCH_MESSAGES = 20
BATCH_BYTES = 60_000


def requests(mailbox, seed, pow_target):
    rng = random.Random(seed)
    sizes = list(SIZES) + [rng.randint(8, 2_000) for _ in range(COUNT - len(SIZES))]
    kinds = itertools.cycle(itertools.product((False, True), (False, True)))
    for size, (asymmetric, signed) in zip(sizes, kinds):
        padding = rng.randbytes(rng.randint(1, 300)) if rng.random() < 0.1 else None
        yield mailbox.request(
            rng.randbytes(size), TOPIC, 40, pow_target, asymmetric=asymmetric, signed=signed, padding=padding
        )


def batches(sent):
    batch, size = [], 0
    for request in sent:
        weight = len(request["payload"]) // 2
        if batch and (len(batch) == BATCH_MESSAGES or size + weight > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(request)
        size += weight
    yield batch


def by_payload(mailbox):
    return {message["payload"]: message for message in mailbox.messages.values()}


def send(sender, receiver, seed, pow_target=0.2):
    """Posts all, in batches that the receiver reads before the next, and compares what it read."""
    sent = list(requests(sender, seed, pow_target))
    for batch in batches(sent):
        sender.node.rpc.batch([("shh_post", request) for request in batch])

        def arrived():
            receiver.poll()
            return {request["payload"] for request in batch} <= set(by_payload(receiver))

        eventually(arrived, f"{receiver.node} reads a batch of {sender.node}", 60)
    received = by_payload(receiver)
    assert len(receiver.messages) >= len(sent)
    wrong = []
    for request in sent:
        message = received[request["payload"]]
        found = receiver.check(message, request)
        if "sig" in request and message.get("sig") != sender.signer:
            found.append(f"sig is {message.get('sig')}")
        wrong += found
    assert not wrong, wrong[:5]
