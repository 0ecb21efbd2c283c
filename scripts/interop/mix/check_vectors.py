#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads the vectors of mix/1 with a program of its own, written from docs/mix-packet.md.

Every packet is unwrapped hop by hop; names, tags, delays, bodies and refusals must be those of the file.
Usage: pip install -r requirements.txt; ./check_vectors.py [FILE]
FILE is mix/src/test/resources/vectors/mix1.json by default. Ends with "N passed, M failed".
"""

import hmac
import json
import math
import pathlib
import sys
from hashlib import blake2b

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms

ROOT = pathlib.Path(__file__).resolve().parents[3]
DEFAULT = ROOT / "mix/src/test/resources/vectors/mix1.json"

ALPHA, BETA, GAMMA, ZETA, DELTA = 32, 176, 16, 32, 1504
MEANS = [0, 200_000_000, 400_000_000, 2_000_000_000]
COMMANDS = range(5)


class Refused(Exception):
    """Why a mix drops a packet; nothing where not even a secret is shared."""


def hash_of(size, data):
    return blake2b(data, digest_size=size).digest()


def mac_of(size, key, data):
    return blake2b(data, digest_size=size, key=key).digest()


def stream(key, size):
    return Cipher(algorithms.ChaCha20(key, bytes(16)), mode=None).encryptor().update(bytes(size))


def xor(one, other):
    assert len(one) == len(other)
    return bytes(a ^ b for a, b in zip(one, other))


def multiply(scalar, point):
    """X25519; empty for a point of small order, which the library refuses."""
    try:
        return X25519PrivateKey.from_private_bytes(scalar).exchange(X25519PublicKey.from_public_bytes(point))
    except ValueError:
        return b""


def take(data, *sizes):
    parts = []
    for size in sizes:
        parts.append(data[:size])
        data = data[size:]
    return parts


class Lioness:
    def __init__(self, secret):
        key = stream(hash_of(32, b"\x44" + secret), 192)
        self.k1, self.k2, self.k3, self.k4 = take(key, 32, 64, 32, 64)

    def encrypt(self, block):
        left, right = block[:32], block[32:]
        right = xor(right, stream(xor(left, self.k1), len(right)))
        left = xor(left, mac_of(32, self.k2, right))
        right = xor(right, stream(xor(left, self.k3), len(right)))
        left = xor(left, mac_of(32, self.k4, right))
        return left + right

    def decrypt(self, block):
        left, right = block[:32], block[32:]
        left = xor(left, mac_of(32, self.k4, right))
        right = xor(right, stream(xor(left, self.k3), len(right)))
        left = xor(left, mac_of(32, self.k2, right))
        right = xor(right, stream(xor(left, self.k1), len(right)))
        return left + right


def delay_of(secret, delay_class):
    number = int.from_bytes(hash_of(32, b"\x77" + secret)[:8], "big") >> 11
    return min(-math.log(1 - number / 2**53), 13.8) * MEANS[delay_class]


def content_of(block):
    """What stands between the zeros in front and the padding."""
    if block[:16] != bytes(16):
        raise Refused("PAYLOAD_TAG")
    padding = int.from_bytes(block[-2:], "little")
    end = len(block) - padding
    if padding < 2 or end < 16 or any(block[end:-2]):
        raise Refused("PADDING")
    return block[16:end]


class Layer:
    """What one mix makes of a packet: kind is next, exit or reply."""

    def __init__(self, mix, packet):
        if len(packet) != ALPHA + BETA + GAMMA + ZETA + DELTA:
            raise Refused("")
        alpha, beta, gamma, zeta, delta = take(packet, ALPHA, BETA, GAMMA, ZETA, DELTA)
        shared = multiply(mix["private"], alpha)
        if not shared:
            raise Refused("")
        self.secret = hash_of(32, b"mix/1-s" + alpha + mix["public"] + shared)
        self.tag = hash_of(32, b"\x55" + self.secret)[:16]
        if not hmac.compare_digest(mac_of(16, hash_of(16, b"\x33" + self.secret), beta), gamma):
            raise Refused("MAC")
        routing = xor(beta + bytes(32), stream(hash_of(32, b"\x22" + self.secret), BETA + 32))
        self.delay = 0
        self.log = xor(zeta, stream(hash_of(32, b"\x66" + self.secret), ZETA))
        self.body = Lioness(self.secret).decrypt(delta)
        self.read(routing, alpha)

    def read(self, routing, alpha):
        if routing[0] == 0x0F:
            self.kind, self.client, self.handle = "reply", routing[1:16], routing[16:32]
            return
        if routing[0] not in (0x00, 0xFF) or routing[1] > 3:
            raise Refused("BLOCK")
        self.delay = delay_of(self.secret, routing[1])
        if routing[0] == 0x00:
            self.read_exit(routing)
            return
        self.kind, self.next = "next", routing[2:16]
        blinded = multiply(hash_of(32, b"\x11" + alpha + self.secret), alpha)
        self.packet = blinded + routing[32:] + routing[16:32] + self.log + self.body

    def read_exit(self, routing):
        if any(routing[2:17]):
            raise Refused("BLOCK")
        content = content_of(self.body)
        if len(content) < 2 or content[0] != 1 or content[1] not in COMMANDS:
            raise Refused("COMMAND")
        self.kind, self.command, self.content = "exit", content[1], content[2:]


class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def equal(self, what, actual, expected):
        if actual == expected:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {what}: {actual!r}, expected {expected!r}")

    def near(self, what, actual, expected):
        """Logarithms may differ in the last bit between libraries: within a thousand nanoseconds."""
        self.equal(what, expected if abs(actual - expected) <= 1_000 else actual, expected)


def walk(checks, name, mixes, vector):
    """Takes layer after layer off; gives all of them."""
    packet, layers = bytes.fromhex(vector["packet"]), []
    for number, expected in enumerate(vector["hops"]):
        where = f"{name}, hop {number}"
        layer = Layer(mixes[number], packet)
        layers.append(layer)
        checks.equal(f"{where}: tag", layer.tag.hex(), expected["replayTag"])
        checks.equal(f"{where}: passes on", layer.kind == "next", "next" in expected)
        if layer.kind != "next":
            break
        checks.equal(f"{where}: next", layer.next.hex(), expected["next"])
        checks.equal(f"{where}: next is the mix of the path", layer.next, mixes[number + 1]["id"])
        checks.near(f"{where}: delay", layer.delay, expected["delayNanos"])
        packet = layer.packet
    checks.near(f"{name}: delays together", sum(layer.delay for layer in layers), vector["delayNanos"])
    return layers


def check_forward(checks, name, mixes, vector):
    last = walk(checks, name, mixes, vector)[-1]
    checks.equal(f"{name}: end", last.kind, "exit")
    checks.equal(f"{name}: command", last.command, vector["command"])
    checks.equal(f"{name}: body", last.content.hex(), vector["body"])
    checks.near(f"{name}: the exit's delay", last.delay, vector["exitDelayNanos"])


def check_reply(checks, name, mixes, vector):
    prefix, first, header, key = take(bytes.fromhex(vector["surb"]), 2, 14, ALPHA + BETA + GAMMA, 32)
    checks.equal(f"{name}: SURB", (prefix, first), (b"\xff\x00", mixes[0]["id"]))
    checks.equal(f"{name}: header", vector["packet"].startswith(header.hex()), True)
    layers = walk(checks, name, mixes, vector)
    last = layers[-1]
    checks.equal(f"{name}: end", last.kind, "reply")
    for field, value in {"client": last.client, "handle": last.handle, "payload": last.body,
                         "receivedLog": last.log}.items():
        checks.equal(f"{name}: {field}", value.hex(), vector[field])
    body, log = last.body, last.log
    for layer in reversed(layers):
        body = Lioness(layer.secret).encrypt(body)
        log = xor(log, stream(hash_of(32, b"\x66" + layer.secret), ZETA))
    checks.equal(f"{name}: body", content_of(Lioness(key).decrypt(body)).hex(), vector["body"])
    checks.equal(f"{name}: log", log.hex(), vector["log"])


def check_refused(checks, name, mixes, vector):
    try:
        reason = f"none, but {Layer(mixes[0], bytes.fromhex(vector['packet'])).kind}"
    except Refused as refused:
        reason = str(refused)
    checks.equal(f"{name}: reason", reason, vector["reason"])


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else DEFAULT
    root = json.loads(pathlib.Path(path).read_text())
    checks = Checks()
    checks.equal("geometry", (root["maxHops"], root["payloadSize"], root["logSize"]), (5, DELTA, ZETA))
    mixes = []
    for mix in root["mixes"]:
        private = bytes.fromhex(mix["privateKey"])
        public = multiply(private, bytes([9]) + bytes(31))
        checks.equal(f"mix {mix['id']}: key", public.hex(), mix["publicKey"])
        mixes.append({"id": bytes.fromhex(mix["id"]), "private": private, "public": public})
    for section, check in {"forward": check_forward, "replies": check_reply, "refused": check_refused}.items():
        for number, vector in enumerate(root[section]):
            name = f"{section} {number}"
            try:
                check(checks, name, mixes, vector)
            except Refused as refused:
                checks.equal(f"{name}: refused", str(refused), None)
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
