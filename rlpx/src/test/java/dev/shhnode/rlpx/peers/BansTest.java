// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.Offence;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BansTest {

  private static final InetSocketAddress ADDRESS = new InetSocketAddress("203.0.113.7", 1);
  private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("203.0.113.8", 1);
  private static final int OFFENCES_OF_AN_ADDRESS = 10;

  private final Bans bans = new Bans();
  private final PublicKey mallory = id();

  private static PublicKey id() {
    return KeyPair.generate(new SecureRandom()).publicKey();
  }

  private Bans.Sentence add(PublicKey id, InetSocketAddress address) {
    return bans.add(id, address, Offence.MALFORMED_PACKET, 0);
  }

  @Test
  void shouldBanANodeWhereverItIs() {
    add(mallory, ADDRESS);
    add(mallory, ELSEWHERE);

    assertThat(add(mallory, ADDRESS)).isEqualTo(new Bans.Sentence(true, false));

    assertThat(bans.isBanned(mallory, 0)).isTrue();
    assertThat(bans.isBanned(mallory, new InetSocketAddress("198.51.100.1", 1), 0)).isTrue();
    assertThat(bans.isBanned(id(), ADDRESS, 0)).as("another node behind the address").isFalse();
  }

  @Test
  void shouldBanAnAddressFromWhichOneNodeAfterTheOtherOffends() {
    for (int i = 1; i < OFFENCES_OF_AN_ADDRESS; i++) {
      assertThat(add(id(), ADDRESS)).isEqualTo(new Bans.Sentence(false, false));
    }

    assertThat(add(id(), ADDRESS)).isEqualTo(new Bans.Sentence(false, true));

    assertThat(bans.isBanned(id(), ADDRESS, 0)).isTrue();
    assertThat(bans.isBanned(id(), ELSEWHERE, 0)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.1.1",
        "100.64.0.1",
        "100.127.255.255",
        "::1",
        "fe80::1",
        "fd00::1"
      })
  void shouldNeverBanAPrivateAddress(String address) {
    InetSocketAddress local = new InetSocketAddress(address, 1);
    for (int i = 0; i < 2 * OFFENCES_OF_AN_ADDRESS; i++) {
      assertThat(add(id(), local).addressBanned()).isFalse();
    }

    assertThat(bans.isBanned(id(), local, 0)).isFalse();
  }

  @Test
  void shouldNeverBanAnUnknownAddress() {
    InetSocketAddress unknown = InetSocketAddress.createUnresolved("unknown", 0);
    for (int i = 0; i < 2 * OFFENCES_OF_AN_ADDRESS; i++) {
      add(id(), unknown);
    }

    assertThat(bans.isBanned(id(), unknown, 0)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"100.63.0.1", "100.128.0.1", "172.32.0.1", "8.8.8.8", "2001:db8::1"})
  void shouldTakeOtherAddressesForPublic(String address) {
    assertThat(Network.isLocal(new InetSocketAddress(address, 1))).isFalse();
  }

  @Test
  void shouldListAndLift() {
    for (int i = 0; i < OFFENCES_OF_AN_ADDRESS; i++) {
      add(mallory, ADDRESS);
    }

    assertThat(bans.list(0))
        .isEqualTo(
            List.of(
                new Bans.Ban(
                    mallory.toString(), true, Offence.MALFORMED_PACKET, 10, Offenders.FIRST_BAN),
                new Bans.Ban(
                    "203.0.113.7", false, Offence.MALFORMED_PACKET, 10, Offenders.FIRST_BAN)));
    assertThat(bans.lift(mallory, 0)).isTrue();
    assertThat(bans.isBanned(mallory, ADDRESS, 0)).as("by its address").isTrue();
    assertThat(bans.lift(Network.of(ADDRESS), 0)).isTrue();
    assertThat(bans.isBanned(mallory, ADDRESS, 0)).isFalse();
    assertThat(bans.lift(Network.of(ADDRESS), 0)).isFalse();
    assertThat(bans.list(0)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.7", "2001:db8:0:1:0:0:0:0/64"})
  void shouldReadANetworkAsItIsWritten(String text) {
    assertThat(Network.parse(text).orElseThrow()).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1.2.3", "localhost", "::g", "1.2.3.4.5", "[::1]", "unknown", "/64"})
  void shouldReadNothingElseAsANetwork(String text) {
    assertThat(Network.parse(text)).isEmpty();
  }
}
