// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.auth;

import dev.shhnode.rpc.Permissions;
import java.time.Instant;
import java.util.Optional;

/**
 * What a token that holds gives to its client.
 *
 * @param permissions which of the served methods may be called
 * @param expires when the token ends, if it says so
 */
public record Grant(Permissions permissions, Optional<Instant> expires) {

  /** What a client has where no tokens are asked for. */
  public static final Grant UNLIMITED = new Grant(Permissions.ALL, Optional.empty());
}
