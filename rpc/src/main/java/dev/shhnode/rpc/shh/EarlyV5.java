// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.shh;

import dev.shhnode.rpc.geth.GoStruct.Values;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import dev.shhnode.rpc.json.Members;
import dev.shhnode.rpc.whisper.EarlyV5Shape;
import dev.shhnode.rpc.whisper.NewMessage;

/**
 * The parameters of geth 1.6.1 to 1.6.6, the first version 5: {@code type} says of which kind
 * {@code key} is, where later versions have a member for each.
 */
final class EarlyV5 {

  /** The parameter of {@code shh_post}. */
  static final GoType<Values> NEW_MESSAGE =
      (value, decoder) -> NewMessage.TYPE.decode(toLater(value, "pubKey"), decoder);

  private EarlyV5() {}

  /**
   * The same parameter as a later version has it.
   *
   * @param asymmetric the later name of an asymmetric key
   */
  static JsonValue toLater(JsonValue parameter, String asymmetric) {
    if (!(parameter instanceof JsonObject object)) {
      return parameter;
    }
    boolean symmetric = new Members(object).text("type").equals(EarlyV5Shape.SYMMETRIC);
    return Members.rename(object, "type", "key", symmetric ? "symKeyID" : asymmetric);
  }
}
