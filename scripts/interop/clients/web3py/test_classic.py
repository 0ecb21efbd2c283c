# SPDX-License-Identifier: Apache-2.0
"""web3.py 3.16.5, the last release whose shh is Whisper 2."""
import os
import re
import secrets
import warnings

import pytest
from polling import eventually
from web3 import HTTPProvider, IPCProvider, Web3

IDENTITY = re.compile(r"0x04[0-9a-f]{128}")
STRANGER = "0x04" + "11" * 64
TEXT = "Schweigen ist Gold – ψ 密"
DEFAULT_ENDPOINTS = {
    "http": lambda: HTTPProvider(os.environ["NODE_HTTP"]),
    "ipc": lambda: IPCProvider(os.environ["NODE_IPC"]),
}


def new_topic():
    return "0x" + secrets.token_hex(8)


def error_of(call):
    """What the node answered: web3.py raises the error object itself."""
    with pytest.raises(ValueError) as raised:
        call()
    return raised.value.args[0]


@pytest.fixture(scope="module")
def web3():
    return Web3(HTTPProvider(os.environ["NODE_HTTP"] + "/classic"))


@pytest.fixture(scope="module")
def alice(web3):
    return web3.shh.newIdentity()


@pytest.fixture(scope="module")
def bob(web3):
    return web3.shh.newIdentity()


def post(web3, **message):
    # It sends numbers as they are written, so hexadecimal ones are the DApp's to write.
    return web3.shh.post({"ttl": "0x14", "priority": "0xa", "payload": web3.toHex(text=TEXT), **message})


def text_of(message):
    return bytes.fromhex(message["payload"][2:]).decode()


def test_it_connects_and_makes_a_number_of_the_version(web3):
    assert web3.isConnected()
    assert web3.shh.version == 2


def test_identities(web3, alice):
    assert IDENTITY.fullmatch(alice)
    assert web3.shh.hasIdentity(alice) is True
    assert web3.shh.hasIdentity(STRANGER) is False


def test_a_message_to_all(web3, alice):
    topic = new_topic()
    shh_filter = web3.shh.filter({"topics": [topic]})

    assert post(web3, **{"from": alice, "topics": [topic]}) is True
    post(web3, topics=[new_topic()])
    (message,) = eventually("a message", lambda: web3.shh.getFilterChanges(shh_filter.filter_id))

    assert text_of(message) == TEXT
    assert message["from"] == alice
    assert message["to"] == "0x0"
    assert web3.shh.getFilterChanges(shh_filter.filter_id) == []
    assert [m["hash"] for m in web3.shh.getMessages(shh_filter.filter_id)] == [message["hash"]]
    assert web3.shh.uninstallFilter(shh_filter.filter_id) is True


def test_a_message_to_one(web3, alice, bob):
    topic = new_topic()
    for_bob = web3.shh.filter({"to": bob, "topics": [topic]})
    for_alice = web3.shh.filter({"to": alice, "topics": [topic]})

    post(web3, **{"from": alice, "to": bob, "topics": [topic]})
    (message,) = eventually("a message", lambda: web3.shh.getFilterChanges(for_bob.filter_id))

    assert (message["from"], message["to"]) == (alice, bob)
    assert text_of(message) == TEXT
    assert web3.shh.getMessages(for_alice.filter_id) == []
    for shh_filter in for_bob, for_alice:
        web3.shh.uninstallFilter(shh_filter.filter_id)


def test_the_topics_of_a_filter(web3, alice):
    a, b, c = new_topic(), new_topic(), new_topic()
    filters = [web3.shh.filter({"topics": topics}) for topics in ([a, b], [a, [b, c]], [None, b])]

    for payload, topics in ("0x01", [a, b]), ("0x02", [a, c]), ("0x03", [b, a]), ("0x04", [c, b, a]):
        post(web3, topics=topics, payload=payload)

    def heard(shh_filter):
        return sorted(m["payload"] for m in web3.shh.getMessages(shh_filter.filter_id))

    expected = [["0x01"], ["0x01", "0x02"], ["0x01", "0x04"]]
    eventually("all messages", lambda: [heard(f) for f in filters] == expected)
    for shh_filter in filters:
        web3.shh.uninstallFilter(shh_filter.filter_id)


def test_a_filter_that_calls_back(web3, alice):
    topic = new_topic()
    heard = []
    shh_filter = web3.shh.filter({"topics": [topic]})
    shh_filter.poll_interval = 0.1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        shh_filter.watch(heard.append)
        post(web3, **{"from": alice, "topics": [topic]})
        eventually("a call", lambda: heard)
        shh_filter.stop_watching(timeout=5)
    assert [(text_of(m), m["from"]) for m in heard] == [(TEXT, alice)]
    assert web3.shh.uninstallFilter(shh_filter.filter_id) is False


def test_a_filter_that_is_gone(web3):
    shh_filter = web3.shh.filter({"topics": [new_topic()]})
    assert web3.shh.uninstallFilter(shh_filter.filter_id) is True
    assert web3.shh.uninstallFilter(shh_filter.filter_id) is False
    assert web3.shh.getFilterChanges(shh_filter.filter_id) == []
    assert web3.shh.getMessages(shh_filter.filter_id) == []


def test_errors(web3, alice):
    assert error_of(lambda: post(web3, **{"from": STRANGER, "topics": [new_topic()]})) == {
        "code": -32000,
        "message": f"unknown identity to send from: {STRANGER}",
    }
    assert error_of(lambda: web3.shh.filter({"topics": "0x01"}))["code"] == -32602
    for call in web3.shh.newGroup, lambda: web3.shh.addToGroup([alice]):
        assert error_of(call)["code"] == -32601


def test_a_post_without_topics_is_refused_by_web3_itself(web3):
    with pytest.raises(ValueError, match="^params cannot be None"):
        web3.shh.post({"payload": "0x01"})


@pytest.mark.parametrize("transport", DEFAULT_ENDPOINTS)
def test_the_default_endpoint_serves_all_but_the_version(transport):
    web3 = Web3(DEFAULT_ENDPOINTS[transport]())
    topic = new_topic()
    alice = web3.shh.newIdentity()
    shh_filter = web3.shh.filter({"topics": [topic]})

    post(web3, **{"from": alice, "topics": [topic]})
    (message,) = eventually("a message", lambda: web3.shh.getFilterChanges(shh_filter.filter_id))

    assert (text_of(message), message["from"]) == (TEXT, alice)
    web3.shh.uninstallFilter(shh_filter.filter_id)
    # It takes every version for a hexadecimal number: its own fault.
    with pytest.raises(ValueError):
        web3.shh.version
