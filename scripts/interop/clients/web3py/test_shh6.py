# SPDX-License-Identifier: Apache-2.0
"""web3.py 4.9.2, the last release whose shh is one module for Whisper 6."""
import os
import re
import secrets

import pytest
from polling import eventually
from web3 import HTTPProvider, IPCProvider, Web3, WebsocketProvider
from web3.shh import Shh

KEY_ID = re.compile("[0-9a-f]{64}")
TEXT = "Schweigen ist Gold – ψ 密"
CHEAP = {"ttl": 20, "powTime": 5, "powTarget": 0.25}
PROVIDERS = {
    "http": lambda: HTTPProvider(os.environ["NODE_HTTP"]),
    "ws": lambda: WebsocketProvider(os.environ["NODE_WS"]),
    "ipc": lambda: IPCProvider(os.environ["NODE_IPC"]),
}


def new_topic():
    return "0x" + secrets.token_hex(4)


def error_of(call):
    """What the node answered: web3.py raises the error object itself."""
    with pytest.raises(ValueError) as raised:
        call()
    return raised.value.args[0]


def connect(transport):
    web3 = Web3(PROVIDERS[transport]())
    # In 4.x a DApp asks for Whisper so.
    Shh.attach(web3, "shh")
    return web3


@pytest.fixture(params=PROVIDERS)
def web3(request):
    return connect(request.param)


@pytest.fixture
def other(request, web3):
    """A second connection: one WebSocket does not bear the calls of two threads, its own fault."""
    return connect(request.node.callspec.params["web3"])


def test_it_connects(web3):
    assert web3.isConnected()
    assert web3.shh.version == "6.0"
    assert len(web3.shh.info) == 4


def test_keys(web3):
    pair = web3.shh.newKeyPair()
    assert KEY_ID.fullmatch(pair)
    assert web3.shh.hasKeyPair(pair) is True
    assert re.fullmatch("0x04[0-9a-f]{128}", web3.shh.getPublicKey(pair))
    again = web3.shh.addPrivateKey(web3.shh.getPrivateKey(pair))
    assert web3.shh.getPublicKey(again) == web3.shh.getPublicKey(pair)
    assert web3.shh.deleteKeyPair(pair) is True
    assert error_of(lambda: web3.shh.deleteKeyPair(pair))["code"] == -32000
    sym = web3.shh.generateSymKeyFromPassword("test")
    assert web3.shh.getSymKey(sym) == "0xa82a520aff70f7a989098376e48ec128f25f767085e84d7fb995a9815eebff0a"
    assert web3.shh.hasSymKey(sym) is True
    assert web3.shh.deleteSymKey(sym) is True
    assert web3.shh.deleteSymKey(sym) is False


def test_settings(web3):
    info = web3.shh.info
    assert web3.shh.setMinPoW(info["minPow"]) is True
    assert web3.shh.setMaxMessageSize(info["maxMessageSize"]) is True


def test_a_message_under_a_symmetric_key(web3):
    topic = new_topic()
    alice = web3.shh.newKeyPair()
    sym = web3.shh.newSymKey()
    shh_filter = web3.shh.newMessageFilter({"symKeyID": sym, "topics": [topic]})

    posted = web3.shh.post(
        {**CHEAP, "symKeyID": sym, "sig": alice, "topic": topic, "payload": web3.toHex(text=TEXT)}
    )
    (message,) = eventually("a message", shh_filter.get_new_entries)

    assert re.fullmatch("0x[0-9a-f]{64}", posted)
    assert message["hash"].hex() == posted
    assert message["payload"].decode() == TEXT
    assert message["topic"].hex() == topic
    assert message["sig"].hex() == web3.shh.getPublicKey(alice)
    assert shh_filter.get_new_entries() == []
    assert web3.shh.deleteMessageFilter(shh_filter.filter_id) is True
    assert error_of(shh_filter.get_new_entries) == {"code": -32000, "message": "filter not found"}


def test_a_message_to_a_public_key_calls_back(web3, other):
    bob = web3.shh.newKeyPair()
    heard = []
    shh_filter = web3.shh.newMessageFilter({"privateKeyID": bob}, poll_interval=0.1)
    timer = shh_filter.watch(heard.extend)

    bob_public = other.shh.getPublicKey(bob)
    other.shh.post({**CHEAP, "pubKey": bob_public, "payload": web3.toHex(text=TEXT)})
    eventually("a call", lambda: heard)
    timer.stop()

    assert [m["payload"].decode() for m in heard] == [TEXT]
    assert heard[0]["recipientPublicKey"].hex() == bob_public


def test_errors(web3):
    assert error_of(lambda: web3.shh.post({**CHEAP, "topic": new_topic(), "payload": "0x01"})) == {
        "code": -32000,
        "message": "specify either a symmetric or an asymmetric key",
    }
    assert error_of(lambda: web3.shh.getPublicKey("nope")) == {"code": -32000, "message": "invalid id"}
    with pytest.raises(ValueError, match="^message cannot be None"):
        web3.shh.post({"topic": new_topic()})
