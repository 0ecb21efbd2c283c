// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.auth;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.rpc.json.JsonReader;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the tokens of requests: HS256 alone, under one secret. Immutable and thread-safe.
 *
 * <p>By the JDK's HMAC and our own JSON reader, as this is less code than a library needs to be
 * confined to one algorithm.
 */
public final class BearerTokens {

  /** Ours: a hundred permissions; checked before anything of a token is looked at. */
  static final int MAX_LENGTH = 4_096;

  private static final String SCHEME = "Bearer ";

  private static final String MALFORMED = "malformed token";

  private final JwtSecret secret;

  public BearerTokens(JwtSecret secret) {
    this.secret = secret;
  }

  /**
   * What a request may do. The signature is checked, in constant time, before anything is decoded.
   *
   * @param authorization the values of all its {@code Authorization} headers (RFC 6750)
   * @param now by the wall clock
   * @throws UnauthorizedException if there is no token, or it does not hold
   */
  public Grant check(List<String> authorization, Instant now) throws UnauthorizedException {
    String token = token(authorization);
    int first = token.indexOf('.');
    int last = token.lastIndexOf('.');
    if (first < 0 || token.indexOf('.', first + 1) != last) {
      throw new UnauthorizedException(MALFORMED + ", expected three parts with dots between");
    }
    requireSigned(token.substring(0, last), token.substring(last + 1));
    requireHs256(object(token.substring(0, first)));
    return TokenClaims.check(object(token.substring(first + 1, last)), now);
  }

  private static String token(List<String> authorization) throws UnauthorizedException {
    if (authorization.isEmpty()) {
      throw new UnauthorizedException("missing token, expected Authorization: Bearer <token>");
    }
    String value = authorization.get(0);
    if (authorization.size() > 1 || !value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw new UnauthorizedException("expected one header Authorization: Bearer <token>");
    }
    if (value.length() - SCHEME.length() > MAX_LENGTH) {
      throw new UnauthorizedException("token is longer than " + MAX_LENGTH + " characters");
    }
    return value.substring(SCHEME.length()).strip();
  }

  /** Compares as text, so that there is one way only to write a signature. */
  private void requireSigned(String signed, String signature) throws UnauthorizedException {
    byte[] right = base64(secret.sign(signed)).getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(right, signature.getBytes(StandardCharsets.UTF_8))) {
      throw new UnauthorizedException("token is not signed with the secret of this node by HS256");
    }
  }

  /**
   * As the key is no RSA key and the signature has been checked by HS256 already, another name in
   * the header could do no harm; but a token says what it is.
   */
  private static void requireHs256(JsonObject header) throws UnauthorizedException {
    if (!TokenClaims.text(header, "alg").equals(JwtWriter.ALGORITHM)) {
      throw new UnauthorizedException("token is not for HS256");
    }
    if (TokenClaims.find(header, "crit") != null) {
      // RFC 7515, section 4.1.11: what is critical has to be understood.
      throw new UnauthorizedException("token has critical extensions, of which none is known");
    }
  }

  private static JsonObject object(String part) throws UnauthorizedException {
    byte @Nullable [] text = decoded(part);
    try {
      if (text != null && JsonReader.parse(text) instanceof JsonObject object) {
        return object;
      }
    } catch (DecodeException noJson) {
      throw new UnauthorizedException(MALFORMED + ", a part is no JSON");
    }
    throw new UnauthorizedException(MALFORMED + ", a part is no JSON object in Base64url");
  }

  private static byte @Nullable [] decoded(String part) {
    try {
      return Base64.getUrlDecoder().decode(part);
    } catch (IllegalArgumentException noBase64) {
      return null;
    }
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
