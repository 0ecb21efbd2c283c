// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.whisper;

import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.Members;

/**
 * How the parameters of geth 1.6.1 to 1.6.6, the first version 5, look: {@code type} says of which
 * kind {@code key} is.
 */
public final class EarlyV5Shape {

  public static final String SYMMETRIC = "sym";
  private static final String ASYMMETRIC = "asym";

  private EarlyV5Shape() {}

  /**
   * Whether a post or criteria are of that version; later versions ignore members that they do not
   * know.
   */
  public static boolean matches(JsonValue parameter) {
    return matches(new Members(parameter));
  }

  static boolean matches(Members members) {
    String type = members.text("type");
    return (type.equals(SYMMETRIC) || type.equals(ASYMMETRIC))
        && members.says("key")
        && !members.saysAny("symKeyID", "pubKey", "privateKeyID");
  }
}
