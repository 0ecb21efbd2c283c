# SPDX-License-Identifier: Apache-2.0
"""The outcomes of the long scenarios."""

import pytest

from puppet import SUBPROTOCOL_ERROR
from scenarios import SILENCE_LIMIT_SECONDS

# A ping or a pong on the wire: a header and one block, each with its MAC.
PING_FRAME_BYTES = 64
PINGS_A_MINUTE = 3


@pytest.mark.background("idle")
def test_idle_session_lives(outcome):
    assert outcome["still_peers"] and not outcome["drops"]


@pytest.mark.background("idle")
@pytest.mark.parametrize("way", ["to_geth", "from_geth"])
def test_pings_both_ways(outcome, way):
    """Each side pings and answers the other's pings, so each has sent twice as many frames."""
    assert outcome[way] >= 2 * PINGS_A_MINUTE * PING_FRAME_BYTES


@pytest.mark.background("idle")
def test_silent_peer_is_given_up(outcome):
    assert SILENCE_LIMIT_SECONDS - 16 <= outcome["silent"] <= SILENCE_LIMIT_SECONDS + 10


@pytest.mark.background("grace")
@pytest.mark.parametrize("requirement", ["pow", "bloom"])
def test_grace_of_ten_seconds(outcome, requirement):
    found = outcome[requirement]
    assert found["connected_before"]
    assert found["reason"] == SUBPROTOCOL_ERROR, found["event"]
    assert 8 <= found["seconds"] <= 14
