// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import io.vertx.core.http.HttpServerRequest;

/** Reading of request headers without null. */
final class Headers {

  private Headers() {}

  /** A header's value, empty if the request has none. */
  static String get(HttpServerRequest request, CharSequence name) {
    String value = request.getHeader(name);
    return value == null ? "" : value;
  }
}
