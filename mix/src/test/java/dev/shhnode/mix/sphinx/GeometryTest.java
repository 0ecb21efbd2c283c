// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeometryTest {

  @Test
  void shouldHaveTheLengthsOfTheProtocol() {
    assertThat(Geometry.MIX1.packetSize()).isEqualTo(1_760);
    assertThat(Geometry.MIX1.headerSize()).isEqualTo(224);
    assertThat(Geometry.MIX1.maxBodySize()).isEqualTo(1_484);
    assertThat(Geometry.MIX1.surbSize()).isEqualTo(272);
  }

  @Test
  void shouldHaveAnotherHashForAnotherGeometry() {
    Set<Object> hashes =
        Stream.of(
                Geometry.MIX1,
                new Geometry(4, 1_504, 32),
                new Geometry(5, 1_505, 32),
                new Geometry(5, 1_504, 31))
            .map(Geometry::hash)
            .collect(Collectors.toSet());

    assertThat(hashes).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({"0,1504,32", "16,1504,32", "5,63,32", "5,65536,32", "5,1504,-1", "5,1504,65"})
  void shouldRefuseWhatIsOutOfBounds(int maxHops, int payloadSize, int logSize) {
    assertThatThrownBy(() -> new Geometry(maxHops, payloadSize, logSize))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A network may have another geometry, so nothing may count on the usual one. */
  @ParameterizedTest
  @CsvSource({"1,64,0", "15,65535,64", "3,100,1"})
  void shouldMakeAndReadPacketsOfAnyGeometry(int maxHops, int payloadSize, int logSize) {
    Geometry geometry = new Geometry(maxHops, payloadSize, logSize);
    Sphinx sphinx = new Sphinx(geometry, SphinxProfile.MIX1, KeyAgreement.bouncyCastle());
    NeitherSecureNorRandom random = NeitherSecureNorRandom.of(4);
    TestPath path = TestPath.of(maxHops, random);
    byte[] body = new byte[geometry.maxBodySize()];
    random.nextBytes(body);

    Unwrapped found =
        path.walk(sphinx, sphinx.create(path.hops(), Command.FLOOD, Bytes.wrap(body), random));

    assertThat(found).isInstanceOf(Unwrapped.Exit.class);
    assertThat(((Unwrapped.Exit) found).body().toArray()).isEqualTo(body);
  }
}
