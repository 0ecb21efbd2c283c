// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.rpc.OriginPolicy;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Headers by which a browser learns that a page of another origin may read the answers (Fetch
 * standard, "HTTP CORS protocol"). Other pages need not be refused: their browser does not show
 * them the answer, and asks before it sends {@code application/json}.
 */
final class Cors {

  /** geth's: ten minutes. */
  private static final String PREFLIGHT_LIFETIME_SECONDS = "600";

  private Cors() {}

  static void allow(HttpServerRequest request, OriginPolicy origins) {
    HttpServerResponse response = request.response();
    response.putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null && origins.allows(origin)) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      if (origins.lists(origin)) {
        // web3.js 0.20 needs it for synchronous calls. Only for origins that are listed, not for
        // "*".
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
      }
    }
  }

  /**
   * Adds what a browser asks for before it lets a page call.
   *
   * @return false if the page may not
   */
  static boolean answerPreflight(HttpServerRequest request, OriginPolicy origins) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null || !origins.allows(origin)) {
      return origin == null;
    }
    HttpServerResponse response =
        request
            .response()
            .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "POST, GET")
            .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_LIFETIME_SECONDS);
    String wanted = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
    if (wanted != null) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, wanted);
    }
    return true;
  }
}
