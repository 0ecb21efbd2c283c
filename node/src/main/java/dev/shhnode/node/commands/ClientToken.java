// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.commands;

import dev.shhnode.rpc.auth.JwtSecret;
import dev.shhnode.rpc.auth.JwtWriter;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** The token that a command shows to a node, if any. Immutable; does not show itself in a log. */
final class ClientToken {

  static final ClientToken NONE = new ClientToken(Optional::empty);

  private final Supplier<Optional<String>> token;

  private ClientToken(Supplier<Optional<String>> token) {
    this.token = token;
  }

  /** One that was made before. */
  static ClientToken of(String token) {
    return new ClientToken(() -> Optional.of(token));
  }

  /** A new one for every request, as those without an end hold for a minute. */
  static ClientToken signedWith(JwtSecret secret) {
    return new ClientToken(
        () ->
            Optional.of(
                JwtWriter.write(secret, Instant.now(), Optional.empty(), Optional.empty())));
  }

  /** The value of the header {@code Authorization} for a request that is sent now. */
  Optional<String> authorization() {
    return token.get().map(text -> "Bearer " + text);
  }

  @Override
  public String toString() {
    return "ClientToken[hidden]";
  }
}
