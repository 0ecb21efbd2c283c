// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.geth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.shh.Failure;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class GethErrorsTest {

  @Test
  void shouldSayWhatGethSays() {
    PublicKey peer = KeyPair.generate(new SecureRandom()).publicKey();

    assertText(new Failure.NoSuchFilter(), "filter not found");
    assertText(
        new Failure.NoSuchPeer(peer),
        "Could not find peer with ID: " + Keccak256.hash(peer.toBytes()).toUnprefixedHexString());
    assertText(new Failure.PowTooLow(0.1, 0.2), "message rejected, PoW too low");
    assertText(
        new Failure.MessageTooLarge(1_048_577), "huge messages are not allowed [1048577 bytes]");
    assertText(new Failure.InvalidMinPow(-1.5), "invalid PoW: -1.500000");
    assertText(new Failure.InvalidMaxMessageSize(99, 10), "message size too large [99>10]");
    assertText(
        new Failure.TargetNotReached(20, 300),
        "failed to reach the PoW target, specified pow time (20 seconds) was insufficient");
  }

  @Test
  void shouldNameItsOwnBoundWhereThatWasTooLittle() {
    assertText(
        new Failure.TargetNotReached(0xffff_ffffL, 300),
        "failed to reach the PoW target, specified pow time (4294967295 seconds) was insufficient:"
            + " no search may take more than 300 seconds here");
  }

  @Test
  void shouldSayInItsOwnWordsWhatGethDoesNotKnow() {
    assertText(new Failure.TooManyPosts(), "too many posts at once");
    assertText(
        new Failure.PoolFull(), "too many posts of this node have not expired: the pool is full");
  }

  private static void assertText(Failure failure, String text) {
    assertThat(GethErrors.text(failure)).isEqualTo(text);
  }
}
