// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayCacheTest {

  private final Random random = new Random(1);

  @Test
  void shouldKnowExactlyWhatWasAdded() {
    ReplayCache cache = new ReplayCache(100_000, random);
    Set<Bytes> added = new HashSet<>();

    for (int i = 0; i < 50_000; i++) {
      Bytes tag = Bytes.random(ReplayCache.TAG_SIZE, random);
      assertThat(cache.contains(tag)).isFalse();
      assertThat(cache.add(tag)).isTrue();
      added.add(tag);
    }

    assertThat(added).allMatch(cache::contains).noneMatch(cache::add);
    assertThat(cache.size()).isEqualTo(50_000);
  }

  @Test
  void shouldTellTagsApartThatDifferInOneHalf() {
    ReplayCache cache = new ReplayCache(10, random);
    Bytes zeros = Bytes.wrap(new byte[8]);
    Bytes ones = Bytes.repeat((byte) 1, 8);

    for (Bytes first : new Bytes[] {zeros, ones}) {
      for (Bytes second : new Bytes[] {zeros, ones}) {
        Bytes tag = Bytes.concatenate(first, second);
        assertThat(cache.contains(tag)).isFalse();
        assertThat(cache.add(tag)).isTrue();
        assertThat(cache.add(tag)).isFalse();
      }
    }
    assertThat(cache.size()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 767, 768, 769, 2_000})
  void shouldRefuseEverythingWhenItIsFullAndForgetNothing(int max) {
    ReplayCache cache = new ReplayCache(max, random);
    Bytes first = Bytes.random(ReplayCache.TAG_SIZE, random);
    cache.add(first);
    for (int i = 1; i < max; i++) {
      assertThat(cache.isFull()).isFalse();
      assertThat(cache.add(Bytes.random(ReplayCache.TAG_SIZE, random))).isTrue();
    }

    assertThat(cache.isFull()).isTrue();
    assertThat(cache.add(Bytes.random(ReplayCache.TAG_SIZE, random))).isFalse();
    assertThat(cache.contains(first)).isTrue();
    assertThat(cache.size()).isEqualTo(max);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, (1 << 26) + 1})
  void shouldRefuseOtherBounds(int max) {
    assertThatThrownBy(() -> new ReplayCache(max, random))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldRefuseTagsOfAnotherLength() {
    ReplayCache cache = new ReplayCache(1, random);

    assertThatThrownBy(() -> cache.add(Bytes.wrap(new byte[15])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tag is 15 bytes, expected 16");
  }

  /**
   * A sender can try points until it has many such tags; each would be compared with all before.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 40})
  void shouldNotSlowDownByTagsThatAreAlikeInOnePart(int shift) {
    ReplayCache cache = new ReplayCache(400_000, random);

    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (long i = 1; i <= 400_000; i++) {
            cache.add(Bytes.concatenate(Bytes.ofUnsignedLong(i << shift), Bytes.wrap(new byte[8])));
          }
        });

    assertThat(cache.isFull()).isTrue();
  }
}
