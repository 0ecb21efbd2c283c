// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.auth;

import dev.shhnode.rpc.Permissions;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonArray;
import dev.shhnode.rpc.json.JsonValue.JsonNumber;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import dev.shhnode.rpc.json.JsonValue.JsonString;
import dev.shhnode.rpc.json.JsonValue.Member;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The claims of a token whose signature holds (RFC 7519, section 4.1). */
final class TokenClaims {

  /** Engine API, "Authentication": how far {@code iat} may be from the node's clock. */
  static final Duration MAX_AGE = Duration.ofSeconds(60);

  /** Ours: the year 9999, far beyond any token and within every type of time. */
  private static final double LAST_SECOND = 253_402_300_799.0;

  private TokenClaims() {}

  /**
   * Checks the times and reads the permissions. Where a token has an {@code exp}, that alone says
   * how long it holds, so that a user can give one to a DApp; else it holds about the second of its
   * {@code iat}, as by the Engine API.
   */
  static Grant check(JsonObject claims, Instant now) throws UnauthorizedException {
    Optional<Instant> expires = time(claims, "exp");
    Optional<Instant> issued = time(claims, "iat");
    Optional<Instant> notBefore = time(claims, "nbf");
    if (expires.isPresent()) {
      require(now.isBefore(expires.get()), "token has expired");
    } else {
      require(issued.isPresent(), "token has neither iat nor exp");
      Duration age = Duration.between(issued.get(), now).abs();
      require(
          age.compareTo(MAX_AGE) <= 0,
          "token has no exp, and its iat is not within 60 s of the node's time");
    }
    require(notBefore.isEmpty() || !now.isBefore(notBefore.get()), "token does not hold yet");
    return new Grant(permissions(find(claims, "permissions")), expires);
  }

  private static void require(boolean holds, String otherwise) throws UnauthorizedException {
    if (!holds) {
      throw new UnauthorizedException(otherwise);
    }
  }

  private static Permissions permissions(@Nullable JsonValue claim) throws UnauthorizedException {
    if (claim == null) {
      return Permissions.ALL;
    }
    require(claim instanceof JsonArray, "permissions of the token are no list");
    List<String> patterns = new ArrayList<>();
    for (JsonValue each : ((JsonArray) claim).elements()) {
      require(each instanceof JsonString, "permissions of the token are not all texts");
      patterns.add(((JsonString) each).value());
    }
    try {
      return Permissions.of(patterns);
    } catch (IllegalArgumentException malformed) {
      throw new UnauthorizedException(
          "permissions of the token are not all like shh:*, shh:post or *:*");
    }
  }

  /** A NumericDate (RFC 7519, section 2): seconds, of which fractions are cut. */
  private static Optional<Instant> time(JsonObject claims, String name)
      throws UnauthorizedException {
    JsonValue claim = find(claims, name);
    if (claim == null) {
      return Optional.empty();
    }
    double seconds =
        claim instanceof JsonNumber number ? Double.parseDouble(number.literal()) : Double.NaN;
    require(
        seconds >= 0 && seconds <= LAST_SECOND, name + " of the token is no time in Unix seconds");
    return Optional.of(Instant.ofEpochSecond((long) seconds));
  }

  /** The text of a member, empty if it is anything else. */
  static String text(JsonObject object, String name) throws UnauthorizedException {
    return find(object, name) instanceof JsonString text ? text.value() : "";
  }

  /** A member, null if there is none; of two with one name neither could be trusted. */
  static @Nullable JsonValue find(JsonObject object, String name) throws UnauthorizedException {
    JsonValue found = null;
    for (Member member : object.members()) {
      if (member.name().equals(name)) {
        require(found == null, name + " is twice in the token");
        found = member.value();
      }
    }
    return found;
  }
}
