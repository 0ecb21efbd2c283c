// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.auth;

import static dev.shhnode.rpc.json.JsonValue.member;

import dev.shhnode.rpc.Permissions;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonArray;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import dev.shhnode.rpc.json.JsonValue.Member;
import dev.shhnode.rpc.json.JsonWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes tokens: compact JSON web signatures (RFC 7515, section 7.1). */
public final class JwtWriter {

  static final String ALGORITHM = "HS256";

  private static final JsonObject HEADER =
      JsonObject.of(member("alg", JsonValue.of(ALGORITHM)), member("typ", JsonValue.of("JWT")));

  private JwtWriter() {}

  /**
   * Makes a token.
   *
   * @param now its {@code iat}; without an end it holds for 60 s before and after
   * @param expires when it ends
   * @param permissions of the form that {@link Permissions} describes; absent: everything that is
   *     served
   * @throws IllegalArgumentException if a permission is not of that form, or the token would be too
   *     long to be accepted
   */
  public static String write(
      JwtSecret secret,
      Instant now,
      Optional<Instant> expires,
      Optional<List<String>> permissions) {
    List<Member> claims = new ArrayList<>();
    claims.add(member("iat", JsonValue.of(now.getEpochSecond())));
    expires.ifPresent(end -> claims.add(member("exp", JsonValue.of(end.getEpochSecond()))));
    permissions.ifPresent(patterns -> claims.add(member("permissions", list(patterns))));
    String signed = part(HEADER) + "." + part(new JsonObject(claims));
    String token = signed + "." + BearerTokens.base64(secret.sign(signed));
    if (token.length() > BearerTokens.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "the permissions are too long for a token of " + BearerTokens.MAX_LENGTH + " characters");
    }
    return token;
  }

  private static JsonArray list(List<String> patterns) {
    var unused = Permissions.of(patterns);
    return new JsonArray(patterns.stream().<JsonValue>map(JsonValue::of).toList());
  }

  private static String part(JsonObject object) {
    return BearerTokens.base64(JsonWriter.write(object));
  }
}
