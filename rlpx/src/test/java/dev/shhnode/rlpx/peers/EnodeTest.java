// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnodeTest {

  private static final KeyPair KEYS = KeyPair.of(PrivateKey.of(Bytes32.leftPad(Bytes.of(9))));
  private static final String ID = KEYS.publicKey().toString();

  @ParameterizedTest
  @CsvSource({
    "10.3.58.6:30303, 10.3.58.6, 30303, 30303",
    "10.3.58.6:30303?discport=30301, 10.3.58.6, 30303, 30301",
    "10.3.58.6:30303?discport=0, 10.3.58.6, 30303, 0",
    "10.3.58.6:30303?discport=, 10.3.58.6, 30303, 30303",
    "[::1]:30303, ::1, 30303, 30303",
    "[2001:db8:3c4d:15::abcd:ef12]:52150?discport=22334, 2001:db8:3c4d:15::abcd:ef12, 52150, 22334",
    "[::ffff:127.0.0.1]:1, ::ffff:127.0.0.1, 1, 1",
    "boot-1.example.org:30303, boot-1.example.org, 30303, 30303",
    "localhost:0, localhost, 0, 0",
    "my_node.docker:65535, my_node.docker, 65535, 65535"
  })
  void shouldReadAddressesOfAllKinds(String address, String host, int tcpPort, int udpPort) {
    assertThat(Enode.parse("enode://" + ID + "@" + address))
        .isEqualTo(new Enode(KEYS.publicKey(), host, tcpPort, udpPort));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.3.58.6:30303", "10.3.58.6:30303?discport=0", "[::1]:1", "example.org:1"})
  void shouldBeWrittenAsItIsRead(String address) {
    String url = "enode://" + ID + "@" + address;

    assertThat(Enode.parse(url)).hasToString(url);
  }

  @ParameterizedTest
  @CsvSource({
    "http://foobar, 'invalid URL scheme, want \"enode\"'",
    "'', 'invalid URL scheme, want \"enode\"'",
    "enode://127.0.0.1:30303, does not contain node ID",
    "enode://01010101@123.124.125.126:3, 'invalid node ID (wrong length, want 128 hex chars)'",
    "enode://{id}@127.0.0.1, invalid host: missing port in address",
    "enode://{id}@[::1], invalid host: missing port in address",
    "enode://{id}@:30303, invalid IP address",
    "enode://{id}@999.0.0.1:30303, invalid IP address",
    "enode://{id}@1.2.3:30303, invalid IP address",
    "enode://{id}@[1:2]:30303, invalid IP address",
    "enode://{id}@[::g]:30303, invalid IP address",
    "enode://{id}@::1:30303, invalid host: missing port in address",
    "enode://{id}@hostname-:30303, invalid IP address",
    "enode://{id}@a..b:30303, invalid IP address",
    "enode://{id}@127.0.0.1:foo, invalid port",
    "enode://{id}@127.0.0.1:, invalid port",
    "enode://{id}@127.0.0.1:65536, invalid port",
    "enode://{id}@127.0.0.1:-1, invalid port",
    "enode://{id}@127.0.0.1:+1, invalid port",
    "enode://{id}@127.0.0.1:3?discport=foo, invalid discport in query",
    "enode://{id}@127.0.0.1:3?discport=65536, invalid discport in query"
  })
  void shouldSayWhatIsWrongInTheWordsOfGeth(String url, String fault) {
    assertThatThrownBy(() -> Enode.parse(url.replace("{id}", ID)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(fault);
  }

  @Test
  void shouldRefuseAnIdThatIsNotOnTheCurve() {
    String url = "enode://" + "01".repeat(64) + "@127.0.0.1:30303";

    assertThatThrownBy(() -> Enode.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("invalid node ID");
  }
}
