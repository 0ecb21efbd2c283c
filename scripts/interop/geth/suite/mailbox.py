# SPDX-License-Identifier: Apache-2.0
"""Two nodes that share keys and filters, and the comparison of what each of them reads."""

import os

from polling import eventually

POW_TIME_SECONDS = 30


def hex_of(data):
    return "0x" + data.hex()


class Keys:
    """Secrets that every party of a test knows."""

    def __init__(self):
        self.symmetric = os.urandom(32)
        self.private = os.urandom(32)


class Mailbox:
    """A node's filters for a pair of keys, and everything they have yielded, by hash."""

    def __init__(self, node, keys, topics=(), allow_p2p=False, asymmetric=True):
        self.node = node
        rpc = node.rpc
        self.sym_key_id = rpc("shh_addSymKey", hex_of(keys.symmetric))
        self.key_pair_id = rpc("shh_addPrivateKey", hex_of(keys.private))
        self.public_key = rpc("shh_getPublicKey", self.key_pair_id)
        self.signer_id = rpc("shh_newKeyPair")
        self.signer = rpc("shh_getPublicKey", self.signer_id)
        criteria = {"allowP2P": allow_p2p}
        if topics:
            criteria["topics"] = [hex_of(topic) for topic in topics]
        self._filters = [rpc("shh_newMessageFilter", {"symKeyID": self.sym_key_id, **criteria})]
        if asymmetric:
            self._filters.append(rpc("shh_newMessageFilter", {"privateKeyID": self.key_pair_id, **criteria}))
        self.messages = {}
        self.duplicates = []

    def poll(self):
        for found in self.node.rpc.batch([("shh_getFilterMessages", each) for each in self._filters]):
            for message in found:
                if message["hash"] in self.messages:
                    self.duplicates.append(message["hash"])
                self.messages[message["hash"]] = message

    def has(self, hashes):
        self.poll()
        return all(each in self.messages for each in hashes)

    def wait(self, hashes, timeout=30):
        def missing():
            return [each for each in hashes if each not in self.messages]

        eventually(lambda: self.has(hashes), lambda: f"{self.node} reads {len(missing())} of {len(hashes)}", timeout)

    def request(self, payload, topic, ttl, pow_target, asymmetric=False, signed=False, padding=None, target=None, pow_time=POW_TIME_SECONDS):
        """The parameter of shh_post."""
        post = {
            "ttl": ttl,
            "topic": hex_of(topic),
            "payload": hex_of(payload),
            "powTarget": pow_target,
            "powTime": pow_time,
        }
        post.update({"pubKey": self.public_key} if asymmetric else {"symKeyID": self.sym_key_id})
        if signed:
            post["sig"] = self.signer_id
        if padding is not None:
            post["padding"] = hex_of(padding)
        if target is not None:
            post["targetPeer"] = target
        return post

    def post(self, payload, topic, ttl=50, pow_target=0.001, **how):
        return self.node.rpc("shh_post", self.request(payload, topic, ttl, pow_target, **how))

    def check(self, message, request):
        """A message read here against the shh_post request of the other side."""
        wrong = []

        def expect(field, expected):
            if message.get(field) != expected:
                wrong.append(f"{field} is {str(message.get(field))[:80]}, not {str(expected)[:80]}")

        expect("topic", request["topic"])
        expect("ttl", request["ttl"])
        # An empty payload is "0x" from geth.
        expect("payload", request["payload"])
        if "padding" in request:
            expect("padding", request["padding"])
        if "sig" not in request:
            expect("sig", None)
        if "pubKey" in request:
            expect("recipientPublicKey", request["pubKey"])
        else:
            expect("recipientPublicKey", None)
        if not message["pow"] >= request["powTarget"]:
            wrong.append(f"pow is {message['pow']}, not {request['powTarget']}")
        return wrong


# What two nodes say of one envelope must be the same; pow is left out because the two rules of
# computing it differ between versions.
SHARED_FIELDS = ("hash", "payload", "padding", "topic", "sig", "ttl", "timestamp", "recipientPublicKey")


def differences(one, other):
    return [
        f"{field}: {str(one.get(field))[:80]} / {str(other.get(field))[:80]}"
        for field in SHARED_FIELDS
        if one.get(field) != other.get(field)
    ]


