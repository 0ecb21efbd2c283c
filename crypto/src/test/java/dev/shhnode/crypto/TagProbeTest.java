// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.tuweni.bytes.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TagProbeTest {

  private static final int BITS_OF_TAG = 128;

  private final SecureRandom random = new SecureRandom();
  private final SymmetricKey key = key();

  private SymmetricKey key() {
    return SymmetricKey.of(Bytes.random(SymmetricKey.SIZE, random));
  }

  private Bytes nonce() {
    return Bytes.random(SymmetricKey.NONCE_SIZE, random);
  }

  private static GcmMessage message(Bytes nonce, Bytes sealed) {
    return GcmMessage.of(nonce, sealed).orElseThrow();
  }

  /** The JDK's answer; null if the tag is wrong. */
  private static @Nullable Bytes decrypt(SymmetricKey key, Bytes nonce, Bytes sealed)
      throws Exception {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(key.toSecretBytes().toArray(), "AES"),
        new GCMParameterSpec(BITS_OF_TAG, nonce.toArray()));
    try {
      return Bytes.wrap(cipher.doFinal(sealed.toArray()));
    } catch (AEADBadTagException wrong) {
      return null;
    }
  }

  @Test
  void shouldOpenWhatTheJdkOpensWhateverTheLength() throws Exception {
    for (int size = 0; size <= 2_000; size++) {
      SymmetricKey each = size % 10 == 0 ? key() : key;
      Bytes nonce = nonce();
      Bytes plaintext = Bytes.random(size, random);
      Bytes sealed = each.seal(nonce, plaintext);

      assertThat(decrypt(each, nonce, sealed)).isEqualTo(plaintext);
      assertThat(each.open(message(nonce, sealed))).as("%d bytes", size).contains(plaintext);
    }
  }

  @Test
  void shouldOpenWhatTheJdkOpensAlsoBeyondWhatIsProbed() {
    for (int size = GcmMessage.MAX_PROBED_SIZE - 20;
        size < GcmMessage.MAX_PROBED_SIZE + 20;
        size++) {
      Bytes nonce = nonce();
      Bytes plaintext = Bytes.random(size, random);

      GcmMessage message = message(nonce, key.seal(nonce, plaintext));

      assertThat(message.isProbed()).isEqualTo(size <= GcmMessage.MAX_PROBED_SIZE);
      assertThat(key.open(message)).contains(plaintext);
      assertThat(key().open(message)).isEmpty();
    }
  }

  @Test
  void shouldRefuseWhatTheJdkRefuses() throws Exception {
    for (int round = 0; round < 2_000; round++) {
      Bytes nonce = nonce();
      byte[] sealed = key.seal(nonce, Bytes.random(random.nextInt(700), random)).toArray();
      sealed[random.nextInt(sealed.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));

      assertThat(decrypt(key, nonce, Bytes.wrap(sealed))).isNull();
      assertThat(key.open(message(nonce, Bytes.wrap(sealed)))).isEmpty();
    }
  }

  /** A bit of the tag that is not probed leaves the rest to the decryption. */
  @Test
  void shouldTellProbedBitsOfTheTagOnly() {
    Bytes nonce = nonce();
    Bytes sealed = key.seal(nonce, Bytes.random(300, random));
    for (int bit = 0; bit < BITS_OF_TAG; bit++) {
      byte[] altered = sealed.toArray();
      altered[altered.length - 1 - bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      GcmMessage message = message(nonce, Bytes.wrap(altered));

      assertThat(key.admits(message)).isEqualTo(bit >= TagProbe.PROBED_BITS);
      assertThat(key.open(message)).isEmpty();
    }
  }

  /** Most are told without a decryption, whose failure is an exception. */
  @Test
  void shouldAdmitOneWrongKeyIn256() {
    int wrong = 20_000;
    List<SymmetricKey> others = IntStream.range(0, 100).mapToObj(i -> key()).toList();
    int admitted = 0;
    for (int i = 0; i < wrong; i += others.size()) {
      Bytes nonce = nonce();
      GcmMessage message = message(nonce, key.seal(nonce, Bytes.random(1 + i % 1_000, random)));
      admitted += (int) others.stream().filter(other -> other.admits(message)).count();
    }
    int expected = wrong >> TagProbe.PROBED_BITS;
    assertThat(admitted).isBetween(expected / 3, 3 * expected);
  }

  /** Tries without a test what is likely to fit. */
  @Test
  void shouldOpenRightAndWrongMessagesInAnyOrder() {
    for (int i = 0; i < 1_000; i++) {
      Bytes nonce = nonce();
      Bytes plaintext = Bytes.random(50, random);
      boolean right = random.nextInt(4) > 0;
      Bytes sealed = (right ? key : key()).seal(nonce, plaintext);

      assertThat(key.open(message(nonce, sealed)).isPresent()).isEqualTo(right);
    }
  }

  @Test
  void shouldTellTheSameToManyThreads() throws Exception {
    Bytes nonce = nonce();
    Bytes plaintext = Bytes.random(500, random);
    Bytes sealed = key.seal(nonce, plaintext);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Boolean>> all =
          IntStream.range(0, 4)
              .mapToObj(
                  i ->
                      threads.submit(
                          () ->
                              IntStream.range(0, 20_000)
                                  .allMatch(n -> key.admits(message(nonce, sealed)))))
              .toList();
      for (Future<Boolean> each : all) {
        assertThat(each.get()).isTrue();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void shouldAdmitAllWhenThereIsNoMemory() {
    ProbeMemory memory = new ProbeMemory(TagProbe.BYTES + 16 * 16);
    SecretKeySpec spec = new SecretKeySpec(key.toSecretBytes().toArray(), "AES");
    TagProbe probe = new TagProbe(spec, memory.lease(spec, TagProbe.BYTES).orElseThrow());

    assertThat(admitted(probe, 200)).isLessThan(30);
    assertThat(admitted(probe, 400)).isEqualTo(300);
    assertThat(admitted(probe, 200)).isLessThan(30);
    assertThat(memory.lease(key, TagProbe.BYTES)).isEmpty();
  }

  /** Of 300 messages under other keys. */
  private long admitted(TagProbe probe, int size) {
    return IntStream.range(0, 300)
        .filter(i -> probe.admits(message(nonce(), Bytes.random(size, random))))
        .count();
  }

  @Test
  void shouldTakeMemoryBackFromKeysThatAreUnused() {
    ProbeMemory memory = new ProbeMemory(100);
    ProbeMemory.Lease lease = memory.lease(new Object(), 60).orElseThrow();

    assertThat(lease.grow(50)).isFalse();
    assertThat(lease.grow(30)).isTrue();
    assertThat(memory.lease(key, 20)).isEmpty();
    assertThat(memory.taken()).isEqualTo(90);

    lease.enqueue();
    assertThat(memory.lease(key, 20)).isPresent();
    assertThat(memory.taken()).isEqualTo(20);
  }
}
