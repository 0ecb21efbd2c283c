# SPDX-License-Identifier: Apache-2.0
"""As much RLP as packets need, and the values of shh/6 that are not plain numbers."""

import struct

BLOOM_BYTES = 64
FULL_BLOOM = b"\xff" * BLOOM_BYTES


class Raw(bytes):
    """RLP that is put into a list as it is."""


def encode(value):
    if isinstance(value, Raw):
        return bytes(value)
    if isinstance(value, (list, tuple)):
        return _with_length(b"".join(encode(item) for item in value), 0xC0)
    if isinstance(value, int):
        value = value.to_bytes((value.bit_length() + 7) // 8, "big")
    if len(value) == 1 and value[0] < 0x80:
        return bytes(value)
    return _with_length(value, 0x80)


def _with_length(payload, base):
    size = len(payload)
    if size < 56:
        return bytes([base + size]) + payload
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([base + 55 + len(digits)]) + digits + payload


def decode(data):
    value, rest = _take(data)
    if rest:
        raise ValueError("trailing bytes")
    return value


def _take(data):
    first = data[0]
    if first < 0x80:
        return data[:1], data[1:]
    is_list = first >= 0xC0
    short = first - (0xC0 if is_list else 0x80)
    if short < 56:
        start, size = 1, short
    else:
        start = 1 + short - 55
        size = int.from_bytes(data[1:start], "big")
    if len(data) < start + size:
        raise ValueError("too short")
    payload, rest = data[start : start + size], data[start + size :]
    if not is_list:
        return payload, rest
    items = []
    while payload:
        item, payload = _take(payload)
        items.append(item)
    return items, rest


def double_bits(value):
    """A PoW as packets carry it: the bits of a double read as an integer."""
    return struct.unpack(">Q", struct.pack(">d", value))[0]


def double_of(digits):
    return struct.unpack(">d", digits.rjust(8, b"\0"))[0]


def topic_bloom(topic):
    """
    The bloom of one topic as geth makes it: the last of several bits in one byte wins. Where
    no two bits share a byte, it is that of EIP-627.
    """
    bloom = bytearray(BLOOM_BYTES)
    for i in range(3):
        n = topic[i] + (256 if topic[3] & (1 << i) else 0)
        bloom[n // 8] = 1 << (n % 8)
    return bytes(bloom)
