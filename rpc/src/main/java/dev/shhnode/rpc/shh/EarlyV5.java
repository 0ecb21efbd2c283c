// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.shh;

import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import dev.shhnode.rpc.json.Members;

/**
 * The parameters of geth 1.6.1 to 1.6.6, the first version 5: {@code type} says of which kind
 * {@code key} is, where later versions have a member for each.
 */
final class EarlyV5 {

  private static final String SYMMETRIC = "sym";
  private static final String ASYMMETRIC = "asym";

  private EarlyV5() {}

  /** Whether a parameter is one of those; later versions ignore the members beside their own. */
  static boolean isMeant(Members members) {
    String type = members.text("type");
    return (type.equals(SYMMETRIC) || type.equals(ASYMMETRIC))
        && members.says("key")
        && !members.saysAny("symKeyID", "pubKey", "privateKeyID");
  }

  /**
   * The same parameter as a later version has it.
   *
   * @param asymmetric the later name of an asymmetric key
   */
  static JsonValue toLater(JsonValue parameter, String asymmetric) {
    if (!(parameter instanceof JsonObject object)) {
      return parameter;
    }
    boolean symmetric = new Members(object).text("type").equals(SYMMETRIC);
    return Members.rename(object, "type", "key", symmetric ? "symKeyID" : asymmetric);
  }
}
