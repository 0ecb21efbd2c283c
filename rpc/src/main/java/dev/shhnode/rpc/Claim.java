// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.rpc.json.JsonValue;

/**
 * Tells which calls of a shared method are meant for one dialect's version of it. Called on the
 * thread that reads the request, so it must neither block nor fail.
 */
@FunctionalInterface
public interface Claim {

  /**
   * Whether a call is meant for this version of the method. At most one claim on a method may say
   * yes to the same call.
   *
   * @param first the first parameter of the call, null if there is none
   * @param endpoint what the endpoint speaks that was called: decides where the parameter does not
   */
  boolean isMeant(JsonValue first, Dialect endpoint);
}
