// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.runtime.Tally;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RlpxCountersTest {

  private static final InetSocketAddress ADDRESS =
      InetSocketAddress.createUnresolved("192.0.2.1", 30_303);

  private final PublicKey id = KeyPair.generate(new SecureRandom()).publicKey();
  private final Tally tally = new Tally();
  private final RlpxCounters counters = new RlpxCounters(tally);

  @Test
  void shouldHaveACounterForEveryReasonAndBoundFromTheStart() {
    for (DisconnectReason reason : DisconnectReason.values()) {
      assertThat(tally.snapshot())
          .containsKeys(
              "peers.refused." + Tally.lower(reason),
              "peers.ended.us." + Tally.lower(reason),
              "peers.ended.peer." + Tally.lower(reason),
              "peers.ended.unknown." + Tally.lower(reason));
    }
    for (RlpxListener.Bound bound : RlpxListener.Bound.values()) {
      assertThat(tally.snapshot()).containsKey("dropped." + Tally.lower(bound));
    }
    assertThat(counted()).isEmpty();
  }

  @Test
  void shouldCountByItsName() {
    counters.onReceived(100);
    counters.onReceived(11);
    counters.onSent(7);
    counters.onRefused(id, ADDRESS, DisconnectReason.TOO_MANY_PEERS);
    counters.onUnreachable(id, ADDRESS, new IOException("refused"));
    counters.onBound(ADDRESS, RlpxListener.Bound.WRITE_PATIENCE);
    counters.onEnded(ADDRESS, end(SessionEnd.By.US, Optional.of(DisconnectReason.READ_TIMEOUT)));
    counters.onEnded(ADDRESS, end(SessionEnd.By.PEER, Optional.of(DisconnectReason.QUITTING)));
    counters.onEnded(ADDRESS, end(SessionEnd.By.UNKNOWN, Optional.empty()));
    counters.onEnded(ADDRESS, offence());
    counters.onBanned(id, ADDRESS, false);
    counters.onBanned(id, ADDRESS, false);
    counters.onBanned(id, ADDRESS, true);
    counters.onDelayed(ADDRESS, RlpxListener.Share.RANGE);

    assertThat(counted())
        .isEqualTo(
            Map.ofEntries(
                Map.entry("bytes.in", 111L),
                Map.entry("bytes.out", 7L),
                Map.entry("peers.refused.too_many_peers", 1L),
                Map.entry("peers.unreachable", 1L),
                Map.entry("dropped.write_patience", 1L),
                Map.entry("peers.ended.us.read_timeout", 1L),
                Map.entry("peers.ended.peer.quitting", 1L),
                Map.entry("peers.ended.unknown.none", 1L),
                Map.entry("peers.ended.us.subprotocol_error", 1L),
                Map.entry("peers.offences.malformed_packet", 1L),
                Map.entry("peers.banned.nodes", 2L),
                Map.entry("peers.banned.addresses", 1L),
                Map.entry("peers.delayed.range", 1L)));
    assertThat(tally.snapshot()).hasSameSizeAs(namesFromTheStart());
  }

  private static Map<String, Long> namesFromTheStart() {
    Tally fresh = new Tally();
    var unused = new RlpxCounters(fresh);
    return fresh.snapshot();
  }

  private static SessionEnd end(SessionEnd.By by, Optional<DisconnectReason> reason) {
    return new SessionEnd(by, reason, "why", true);
  }

  private static SessionEnd offence() {
    return new SessionEnd(
        SessionEnd.By.US,
        Optional.of(DisconnectReason.SUBPROTOCOL_ERROR),
        "why",
        true,
        Optional.of(Offence.MALFORMED_PACKET));
  }

  private Map<String, Long> counted() {
    Map<String, Long> counted = new TreeMap<>(tally.snapshot());
    counted.values().removeIf(count -> count == 0);
    return counted;
  }
}
