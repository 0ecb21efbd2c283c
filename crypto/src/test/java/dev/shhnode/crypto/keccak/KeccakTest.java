// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto.keccak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.junit.jupiter.api.Test;

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
    List<ManyDigests.Text> texts = new ArrayList<>();
    for (int size = 0; size <= LONGEST; size++) {
      texts.add(new ManyDigests.Text(text(size + random.nextInt(20)), size));
    }
    ManyDigests digests = new ManyDigests();

    digests.hash(texts.subList(100, 200));
    long[][] hashes = digests.hash(texts);

    assertThat(hashes).hasNumberOfRows(LONGEST + 1);
    for (int i = 0; i < hashes.length; i++) {
      assertThat(bytes(hashes[i])).as("%d bytes", i).isEqualTo(expected(texts.get(i).bytes(), i));
    }
  }

  @Test
  void shouldHashNothingAbreast() {
    assertThat(new ManyDigests().hash(List.of())).isEmpty();
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
