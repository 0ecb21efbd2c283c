// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.rlpx.RlpxListener.Share;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class InboundLimitsTest {

  private static final InetSocketAddress HERE = address("203.0.113.7");
  private static final InetSocketAddress NEXT_DOOR = address("203.0.113.8");
  private static final InetSocketAddress ELSEWHERE = address("198.51.100.1");
  private static final InetSocketAddress LOOPBACK = address("127.0.0.1");
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final InboundLimits limits =
      new InboundLimits(InboundRates.OF_CONNECTION, Network::isLocal);

  private static InetSocketAddress address(String host) {
    return new InetSocketAddress(host, 1);
  }

  private static void bytes(InboundLimits.Connection connection, int count) {
    connection.spendTransport(count, 0, 0);
  }

  private static void messages(InboundLimits.Connection connection, int count) {
    connection.spendTransport(0, count, 0);
  }

  private static void envelopes(InboundLimits.Connection connection, int count) {
    connection.spendContent(count, 0, 0);
  }

  private static void work(InboundLimits.Connection connection, int count) {
    connection.spendContent(0, count, 0);
  }

  @Test
  void shouldBoundBytes() {
    shouldBound(InboundRates::bytes, InboundLimitsTest::bytes);
  }

  @Test
  void shouldBoundMessages() {
    shouldBound(InboundRates::messages, InboundLimitsTest::messages);
  }

  @Test
  void shouldBoundEnvelopes() {
    shouldBound(InboundRates::envelopes, InboundLimitsTest::envelopes);
  }

  @Test
  void shouldBoundWork() {
    shouldBound(InboundRates::work, InboundLimitsTest::work);
  }

  /** What comes at once is read, then nothing until the debt is made up for, at each level. */
  private void shouldBound(
      Function<InboundRates, Rate> kind, BiConsumer<InboundLimits.Connection, Integer> spend) {
    Rate ofConnection = kind.apply(InboundRates.OF_CONNECTION);
    InboundLimits.Connection local = limits.open(LOOPBACK, 0);
    spend.accept(local, ofConnection.atOnce());
    assertThat(local.delay(0)).isEmpty();
    spend.accept(local, ofConnection.perSecond());
    assertThat(local.delay(0)).contains(new InboundLimits.Delay(Share.CONNECTION, SECOND));
    assertThat(local.delay(SECOND)).isEmpty();
    assertThat(limits.open(LOOPBACK, 0).delay(0)).as("another of this machine").isEmpty();

    Rate ofAddress = kind.apply(InboundRates.OF_ADDRESS);
    InboundLimits.Connection one = limits.open(HERE, 0);
    InboundLimits.Connection other = limits.open(HERE, 0);
    spend.accept(one, ofAddress.atOnce());
    assertThat(other.delay(0)).isEmpty();
    spend.accept(one, ofAddress.perSecond());
    assertThat(other.delay(0)).contains(new InboundLimits.Delay(Share.ADDRESS, SECOND));

    InboundLimits.Connection neighbour = limits.open(NEXT_DOOR, 0);
    assertThat(neighbour.delay(0)).isEmpty();
    spend.accept(neighbour, ofAddress.atOnce());
    assertThat(limits.open(address("203.0.113.9"), 0).delay(0))
        .contains(new InboundLimits.Delay(Share.RANGE, SECOND / 2));
    assertThat(limits.open(ELSEWHERE, 0).delay(0)).isEmpty();
  }

  @Test
  void shouldNotForgetADebtWhenTheConnectionIsMadeAnew() {
    bytes(limits.open(HERE, 0), Integer.MAX_VALUE);

    assertThat(limits.open(HERE, 0).delay(0)).isPresent();
  }

  @Test
  void shouldCountOnlyTheConnectionOfANodeThatTheOperatorVouchesFor() {
    InboundLimits.Connection trusted = limits.open(HERE, 0);
    InboundLimits.Connection stranger = limits.open(HERE, 0);
    trusted.vouchedFor();

    envelopes(trusted, InboundRates.OF_CONNECTION.envelopes().atOnce());
    assertThat(trusted.delay(0)).isEmpty();
    assertThat(stranger.delay(0)).isEmpty();
    envelopes(trusted, 1);

    assertThat(trusted.delay(0).orElseThrow().share()).isEqualTo(Share.CONNECTION);
  }

  @Test
  void shouldTakeTwiceTheWholePoolOfAPeerAtOnce() {
    InboundLimits.Connection geth = limits.open(HERE, 0);

    for (int i = 0; i < 2 * 100_000 / 64; i++) {
      geth.spendTransport(64 * 600, 1, 0);
      geth.spendContent(64, 64 * 3 * 6, 0);
    }

    assertThat(geth.delay(0)).isEmpty();
  }

  @Test
  void shouldRememberOnlySoManyAddresses() {
    for (int i = 0; i < 2 * InboundLimits.MAX_REMEMBERED; i++) {
      limits.open(address("11." + i / 256 % 256 + "." + i % 256 + ".1"), 0);
    }

    assertThat(limits.size()).isEqualTo(2 * InboundLimits.MAX_REMEMBERED);
  }

  @Test
  void shouldRefuseARateOfNothing() {
    assertThatThrownBy(() -> new Rate(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Rate(1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
