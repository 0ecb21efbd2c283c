// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which of the served methods a client may call, in Besu's form: {@code shh:post} is one method,
 * {@code shh:*} a namespace, {@code *:*} everything. Immutable.
 */
public final class Permissions {

  private static final String EVERYTHING = "*:*";

  private static final Pattern FORM = Pattern.compile("\\*:\\*|[a-zA-Z0-9]+:(\\*|[a-zA-Z0-9_]+)");

  /** Everything that the server has enabled. */
  public static final Permissions ALL = new Permissions(Set.of(EVERYTHING));

  private final Set<String> patterns;

  private Permissions(Set<String> patterns) {
    this.patterns = patterns;
  }

  /**
   * Permissions of what any of the patterns says; nothing is permitted if there is none.
   *
   * @throws IllegalArgumentException if one is not of the form above
   */
  public static Permissions of(Collection<String> patterns) {
    for (String pattern : patterns) {
      if (!FORM.matcher(pattern).matches()) {
        throw new IllegalArgumentException(
            "the permission " + pattern + " is not like shh:*, shh:post or *:*");
      }
    }
    return new Permissions(new HashSet<>(patterns));
  }

  /**
   * Refuses a call that is not permitted.
   *
   * @param namespace by which the method is enabled
   * @param method the full name, as in {@code shh_post}
   * @throws RpcException naming what is missing
   */
  void require(String namespace, String method) throws RpcException {
    // Most clients may call everything, and this is asked for each call of a batch.
    if (patterns.contains(EVERYTHING) || patterns.contains(namespace + ":*")) {
      return;
    }
    String one = method.replaceFirst("_", ":");
    if (!patterns.contains(one)) {
      throw RpcException.dropped(
          RpcDrop.NOT_PERMITTED,
          "not permitted: the token's permissions lack %s (or %s:*)".formatted(one, namespace));
    }
  }
}
