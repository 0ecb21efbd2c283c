// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto.keccak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Bouncy Castle's implementation. */
class KeccakTest {

  /** Three blocks and something. */
  private static final int LONGEST = 420;

  private final Random random = new Random(1);

  private static byte[] expected(byte[] text, int size) {
    KeccakDigest digest = new KeccakDigest(256);
    digest.update(text, 0, size);
    byte[] hash = new byte[KeccakSponge.DIGEST_SIZE];
    digest.doFinal(hash, 0);
    return hash;
  }

  private static byte[] bytes(long[] parts) {
    ByteBuffer bytes = ByteBuffer.allocate(KeccakSponge.DIGEST_SIZE);
    Arrays.stream(parts).forEach(bytes::putLong);
    return bytes.array();
  }

  private byte[] text(int size) {
    byte[] text = new byte[size];
    random.nextBytes(text);
    return text;
  }

  @Test
  void shouldHashTextsOfAnyLengthAbreast() {
    ManyDigests.Text[] texts = new ManyDigests.Text[LONGEST + 1];
    for (int size = 0; size <= LONGEST; size++) {
      texts[size] = somewhere(size);
    }
    ManyDigests digests = new ManyDigests();

    digests.hash(Arrays.copyOfRange(texts, 100, 200));
    long[] hashes = digests.hash(texts);

    assertThat(hashes).hasSize((LONGEST + 1) * ManyDigests.DIGEST_LANES);
    for (int i = 0; i < texts.length; i++) {
      assertThat(digest(hashes, i)).as("%d bytes", i).isEqualTo(expected(texts[i], 0));
    }
  }

  /** A text in the middle of an array. */
  private ManyDigests.Text somewhere(int size) {
    int offset = random.nextInt(20);
    return new ManyDigests.Text(text(offset + size + random.nextInt(20)), offset, size);
  }

  private static byte[] expected(ManyDigests.Text text, int tail) {
    int end = text.offset() + text.size() - tail;
    byte[] part = Arrays.copyOfRange(text.bytes(), text.offset(), end);
    return expected(part, part.length);
  }

  private static byte[] digest(long[] digests, int number) {
    int at = number * ManyDigests.DIGEST_LANES;
    return bytes(Arrays.copyOfRange(digests, at, at + ManyDigests.DIGEST_LANES));
  }

  /** The last bytes of some reach into another block. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 137, 300})
  void shouldHashTextsAndTheirBeginningsAbreast(int tail) {
    List<ManyDigests.Text> texts = new ArrayList<>();
    for (int size = tail; size <= LONGEST; size++) {
      texts.add(somewhere(size));
    }
    Collections.shuffle(texts, random);
    ManyDigests digests = new ManyDigests();

    for (int count : new int[] {1, 7, texts.size()}) {
      List<ManyDigests.Text> some = texts.subList(0, count);
      ManyDigests.Pairs pairs =
          digests.hashWithBeginnings(some.toArray(ManyDigests.Text[]::new), tail);

      for (int i = 0; i < count; i++) {
        ManyDigests.Text text = some.get(i);
        assertThat(digest(pairs.whole(), i)).as("%s", text).isEqualTo(expected(text, 0));
        assertThat(digest(pairs.beginnings(), i))
            .as("%s less %d", text, tail)
            .isEqualTo(expected(text, tail));
      }
    }
  }

  @Test
  void shouldHashNothingAbreast() {
    assertThat(new ManyDigests().hash(new ManyDigests.Text[0])).isEmpty();
  }

  @Test
  void shouldHashWhatComesInPartsAndGoOnAfterEachDigest() {
    for (int size = 0; size <= LONGEST; size++) {
      byte[] text = text(size);
      KeccakSponge sponge = new KeccakSponge();
      sponge.update(text(7), 0, 7);
      sponge.reset();
      int at = 0;
      while (at < size) {
        int part = Math.min(size - at, random.nextInt(200));
        sponge.update(text, at, part);
        at += part;
        byte[] hash = new byte[KeccakSponge.DIGEST_SIZE + 1];
        sponge.digest(hash, 1);
        assertThat(Arrays.copyOfRange(hash, 1, hash.length)).isEqualTo(expected(text, at));
      }
      assertThat(bytes(sponge.digestLongs())).isEqualTo(expected(text, size));
    }
  }

  @Test
  void shouldPermuteByVectorsAsOneByOne() {
    VectorPermutation vectors = VectorModule.permutation().orElseThrow();
    int abreast = vectors.abreast();
    long[] from = random.longs((long) KeccakF.LANES * abreast).toArray();
    long[] to = new long[from.length];
    long[][] expected = new long[abreast][KeccakF.LANES];
    for (int i = 0; i < from.length; i++) {
      expected[i % abreast][i / abreast] = from[i];
    }
    Arrays.stream(expected).forEach(KeccakF::permute);

    vectors.permute(from, to);
    vectors.permute(from, from);

    assertThat(abreast).isGreaterThan(1);
    assertThat(from).isEqualTo(to);
    for (int i = 0; i < to.length; i++) {
      assertThat(to[i]).isEqualTo(expected[i % abreast][i / abreast]);
    }
  }

  @Test
  void shouldPermuteManyStatesAsOne() {
    long[] states = random.longs(WideKeccakF.LENGTH).toArray();
    long[] last =
        IntStream.range(0, KeccakF.LANES)
            .mapToLong(lane -> states[lane * WideKeccakF.STRIDE + WideKeccakF.ABREAST - 1])
            .toArray();

    WideKeccakF.permute(states);
    KeccakF.permute(last);

    for (int lane = 0; lane < KeccakF.LANES; lane++) {
      assertThat(states[lane * WideKeccakF.STRIDE + WideKeccakF.ABREAST - 1]).isEqualTo(last[lane]);
    }
  }
}
