// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.SymmetricKey;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class MemoryVaultTest {

  private final SecureRandom random = new SecureRandom();
  private final KeyVault keys = new MemoryVault(random);

  @Test
  void shouldBoundKeys() throws TooManyKeysException {
    SymmetricKey key = SymmetricKey.generate(random);
    String last = "";
    for (int i = 0; i < MemoryVault.MAX_KEYS; i++) {
      last = keys.addSymmetricKey(key);
    }

    assertThatThrownBy(() -> keys.addSymmetricKey(key))
        .isInstanceOf(TooManyKeysException.class)
        .hasMessage("too many keys: delete some of the 100000");
    assertThat(keys.newKeyPair()).as("of the other kind").isNotEmpty();
    assertThat(keys.deleteSymmetricKey(last)).isTrue();
    assertThat(keys.symmetricKey(keys.addSymmetricKey(key))).contains(key);
  }

  @Test
  void shouldBoundIdentities() throws TooManyKeysException {
    for (int i = 0; i < MemoryVault.MAX_IDENTITIES; i++) {
      keys.newIdentity();
    }

    assertThatThrownBy(keys::newIdentity)
        .isInstanceOf(TooManyKeysException.class)
        .hasMessage("too many identities: at most 1000");
    assertThat(keys.identities()).hasSize(MemoryVault.MAX_IDENTITIES);
  }
}
