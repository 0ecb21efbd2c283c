// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.mix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

class IdentityHopsTest {

  private final IdentityHops hops = new IdentityHops();

  @Test
  void shouldSettleByTheFirstPostOnly() {
    PublicKey identity = identities(1).get(0);

    assertThat(hops.refusal(identity, 3)).isEmpty();
    assertThat(hops.settle(identity, 1)).as("asking settles nothing").isEmpty();
    assertThat(hops.settle(identity, 1)).isEmpty();
    assertThat(hops.refusal(identity, 3)).isPresent();
    assertThat(hops.settle(identity, 3)).isPresent();
    assertThat(hops.refusal(identity, 1)).isEmpty();
  }

  @Test
  void shouldForgetTheIdentityThatHasNotPostedForLongest() {
    List<PublicKey> identities = identities(IdentityHops.MAX_IDENTITIES + 1);
    identities.subList(0, IdentityHops.MAX_IDENTITIES).forEach(each -> hops.settle(each, 3));
    hops.settle(identities.get(0), 3);

    hops.settle(identities.get(IdentityHops.MAX_IDENTITIES), 3);

    assertThat(hops.refusal(identities.get(0), 1)).isPresent();
    assertThat(hops.refusal(identities.get(1), 1)).as("forgotten").isEmpty();
    assertThat(hops.refusal(identities.get(2), 1)).isPresent();
  }

  private static List<PublicKey> identities(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(number -> Bytes32.leftPad(Bytes.ofUnsignedInt(number)))
        .map(bytes -> KeyPair.of(PrivateKey.of(bytes)).publicKey())
        .toList();
  }
}
