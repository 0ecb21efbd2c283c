// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.rpc.RpcDrop;
import dev.shhnode.rpc.auth.BearerTokens;
import dev.shhnode.rpc.auth.Grant;
import dev.shhnode.rpc.auth.UnauthorizedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.Optional;

/** What a request or the handshake of a WebSocket may do by the token that it shows. */
final class Authorization {

  /** RFC 6750, section 3. */
  static final int STATUS = 401;

  private Authorization() {}

  /**
   * Checks the token of a request.
   *
   * @param tokens empty if none is asked for
   */
  static Grant check(HttpServerRequest request, Optional<BearerTokens> tokens)
      throws UnauthorizedException {
    return tokens.isEmpty()
        ? Grant.UNLIMITED
        : tokens.get().check(request.headers().getAll(HttpHeaders.AUTHORIZATION), Instant.now());
  }

  /** Logs and counts a refusal, and has the answer say what is asked for. */
  static void refused(UnauthorizedException why, HttpServerRequest request, RefusalLog refusals) {
    refusals.refused(
        RpcDrop.NOT_AUTHORIZED,
        "request refused, " + why.text() + ", from",
        String.valueOf(request.remoteAddress()));
    request.response().putHeader("WWW-Authenticate", "Bearer");
  }
}
