// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokensTest {

  private static final String SECRET =
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

  private static final Instant NOW = Instant.ofEpochSecond(1_638_893_248);

  private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

  private final JwtSecret secret = JwtSecret.parse(SECRET);
  private final BearerTokens tokens = new BearerTokens(secret);

  /** Made by Python's hmac and base64, with {"iat":1638893248,"permissions":["shh:post"]}. */
  @Test
  void shouldAcceptATokenOfOthers() throws Exception {
    String token =
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9."
            + "eyJpYXQiOjE2Mzg4OTMyNDgsInBlcm1pc3Npb25zIjpbInNoaDpwb3N0Il19."
            + "EqWx_vO0PUsT9ZUeAljwfDxv_BP2-nN8s3OjGoOJVCY";

    assertThat(tokens.check(List.of("Bearer " + token), NOW).expires()).isEmpty();
    assertThat(tokens.check(List.of("bearer " + token), NOW.plusSeconds(60))).isNotNull();
    assertRefused(token, NOW.plusSeconds(61), "not within 60 s");
  }

  @Test
  void shouldAcceptWhatItsWriterWrites() throws Exception {
    String token =
        JwtWriter.write(
            secret, NOW, Optional.of(NOW.plusSeconds(5)), Optional.of(List.of("shh:*")));

    assertThat(tokens.check(List.of("Bearer " + token), NOW).expires())
        .contains(NOW.plusSeconds(5));
    assertRefused(token, NOW.plusSeconds(5), "has expired");
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"iat\":1638893188}', ''",
    "'{\"iat\":1638893187}', not within 60 s",
    "'{\"iat\":1638893308}', ''",
    "'{\"iat\":1638893309}', not within 60 s",
    "'{\"iat\":1,\"exp\":1638893249}', ''",
    "'{\"exp\":1638893249.9}', ''",
    "'{\"exp\":1638893248}', has expired",
    "'{\"iat\":1638893248,\"exp\":1638893247}', has expired",
    "'{\"exp\":1.7e9,\"nbf\":1638893249}', does not hold yet",
    "'{\"exp\":1.7e9,\"nbf\":1638893248}', ''",
    "'{}', neither iat nor exp",
    "'{\"iat\":\"1638893248\"}', iat of the token is no time",
    "'{\"exp\":null}', exp of the token is no time",
    "'{\"exp\":-1}', exp of the token is no time",
    "'{\"exp\":1e300}', exp of the token is no time",
    "'{\"exp\":253402300800}', exp of the token is no time",
    "'{\"exp\":1,\"exp\":1.7e9}', exp is twice",
    "'{\"exp\":1.7e9,\"permissions\":\"*:*\"}', permissions of the token are no list",
    "'{\"exp\":1.7e9,\"permissions\":[1]}', not all texts",
    "'{\"exp\":1.7e9,\"permissions\":[\"shh\"]}', not all like shh:*",
    "'[]', no JSON object",
    "'{', no JSON"
  })
  void shouldJudgeClaims(String claims, String refusal) throws Exception {
    String token = signed(HEADER, claims);

    if (refusal.isEmpty()) {
      assertThat(tokens.check(List.of("Bearer " + token), NOW)).isNotNull();
    } else {
      assertRefused(token, NOW, refusal);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"none\"}",
        "{\"alg\":\"RS256\"}",
        "{\"alg\":\"hs256\"}",
        "{\"alg\":[\"HS256\"]}",
        "{}"
      })
  void shouldRefuseOtherAlgorithmsThoughTheSignatureIsRight(String header) {
    assertRefused(signed(header, "{\"iat\":1638893248}"), NOW, "not for HS256");
  }

  @Test
  void shouldRefuseUnknownCriticalExtensions() {
    String header = "{\"alg\":\"HS256\",\"crit\":[\"b64\"]}";

    assertRefused(signed(header, "{\"iat\":1638893248}"), NOW, "critical");
  }

  @Test
  void shouldRefuseWhatIsNotSignedWithTheSecret() {
    String right = signed(HEADER, "{\"iat\":1638893248}");
    String unsigned = right.substring(0, right.lastIndexOf('.') + 1);
    String other =
        JwtWriter.write(
            JwtSecret.generate(new SecureRandom()), NOW, Optional.empty(), Optional.empty());

    assertRefused(other, NOW, "not signed with the secret");
    assertRefused(unsigned, NOW, "not signed with the secret");
    assertRefused(right + "=", NOW, "not signed with the secret");
    for (int i = 0; i < right.length(); i++) {
      String changed =
          right.substring(0, i) + (right.charAt(i) == 'x' ? 'y' : 'x') + right.substring(i + 1);
      assertRefused(changed, NOW, "token");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a.b", "a.b.c.d", "..."})
  void shouldRefuseOtherShapes(String token) {
    assertRefused(token, NOW, "expected three parts");
  }

  @Test
  void shouldRefuseMissingAndSeveralHeaders() {
    assertRefused(List.of(), "missing token");
    assertRefused(List.of("Basic dXNlcjpwYXNz"), "expected one header");
    assertRefused(List.of("Bearer"), "expected one header");
    String right = "Bearer " + signed(HEADER, "{\"iat\":1638893248}");
    assertRefused(List.of(right, right), "expected one header");
  }

  @Test
  void shouldBoundTheLength() {
    assertRefused("x".repeat(BearerTokens.MAX_LENGTH), NOW, "expected three parts");
    assertRefused("x".repeat(BearerTokens.MAX_LENGTH + 1), NOW, "longer than 4096");
    List<String> many = Collections.nCopies(1_000, "shh:post");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JwtWriter.write(secret, NOW, Optional.empty(), Optional.of(many)))
        .withMessageContaining("too long");
  }

  @Test
  void shouldReadSecretsAsOthersWriteThem() {
    assertThat(JwtSecret.parse("0x" + SECRET.toUpperCase(java.util.Locale.ROOT)).toSecretHex())
        .isEqualTo(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0x", "00", "zz0102030405060708090a0b0c0d0e0f101112131415161718191a1b"})
  void shouldRefuseOtherSecretsWithoutQuotingThem(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JwtSecret.parse(text))
        .withMessage("not a secret of 64 hexadecimal digits");
    assertThatIllegalArgumentException().isThrownBy(() -> JwtSecret.parse(SECRET + "00"));
  }

  @Test
  void shouldHideTheSecret() {
    assertThat(secret).hasToString("JwtSecret[hidden]");
  }

  private String signed(String header, String claims) {
    String text =
        BearerTokens.base64(header.getBytes(UTF_8))
            + "."
            + BearerTokens.base64(claims.getBytes(UTF_8));
    return text + "." + BearerTokens.base64(secret.sign(text));
  }

  private void assertRefused(String token, Instant now, String why) {
    assertThatExceptionOfType(UnauthorizedException.class)
        .isThrownBy(() -> tokens.check(List.of("Bearer " + token), now))
        .withMessageContaining(why);
  }

  private void assertRefused(List<String> headers, String why) {
    assertThatExceptionOfType(UnauthorizedException.class)
        .isThrownBy(() -> tokens.check(headers, NOW))
        .withMessageContaining(why);
  }
}
