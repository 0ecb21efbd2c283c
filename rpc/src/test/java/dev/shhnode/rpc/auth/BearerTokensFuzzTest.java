// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;

class BearerTokensFuzzTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  private final JwtSecret secret = secret();

  private static JwtSecret secret() {
    return JwtSecret.parse(Bytes.repeat((byte) 7, 32).toHexString());
  }

  /** Nobody gets in without the secret. */
  @FuzzTest
  void shouldRefuseWhatNobodySigned(byte[] header) {
    try {
      new BearerTokens(secret)
          .check(List.of("Bearer " + new String(header, StandardCharsets.UTF_8)), NOW);
      fail("a token that nobody signed is taken");
    } catch (UnauthorizedException e) {
      assertThat(e).hasMessageNotContaining("07070707");
    }
  }

  /** Whoever has the secret may sign anything. */
  @FuzzTest
  void shouldReadOrRefuseWhatIsSigned(byte[] claims) {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String signed =
        base64.encodeToString("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + base64.encodeToString(claims);
    String token = signed + "." + base64.encodeToString(secret.sign(signed));
    try {
      assertThat(new BearerTokens(secret).check(List.of("Bearer " + token), NOW)).isNotNull();
    } catch (UnauthorizedException e) {
      assertThat(e).hasMessageNotContaining("07070707");
    }
  }
}
