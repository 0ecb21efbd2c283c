// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.whisper;

import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.Members;

/**
 * What the members of a {@code shh_post} tell of the generation that it was written for. Each
 * dialect decides by them which posts it claims; the claims must exclude each other. Immutable.
 */
public final class PostMembers {

  /** Characters of a public key, with or without prefix. */
  private static final int SHORTEST_PUBLIC_KEY = 128;

  private static final int KEY_ID = 64;

  private final Members members;

  public PostMembers(JsonValue parameter) {
    this.members = new Members(parameter);
  }

  /** Has members that only versions 5 and 6 have, also the first version 5. */
  public boolean areOfVersion5Or6() {
    return EarlyV5Shape.matches(members)
        || members.saysAny(
            "symKeyID", "pubKey", "sig", "powTarget", "powTime", "targetPeer", "topic");
  }

  /** Has a list of topics, as in Whisper 2 and in Parity. */
  public boolean haveTopics() {
    return members.isArray("topics");
  }

  /** Has an object for the recipient, as in Parity. */
  public boolean haveRecipientObject() {
    return members.isObject("to");
  }

  /** Names the sender or the recipient by a public key, as in Whisper 2. */
  public boolean namePublicKey() {
    return isPublicKey(members.text("to")) || isPublicKey(members.text("from"));
  }

  /** Names the sender by the id of a key, as in Parity. */
  public boolean nameSenderById() {
    return withoutPrefix(members.text("from")).length() == KEY_ID;
  }

  /** Has numbers as text, as in Whisper 2. */
  public boolean haveNumbersAsText() {
    return members.isString("ttl") || members.isString("priority");
  }

  /** Has JSON's numbers, as in Parity and in the oldest Whisper 2. */
  public boolean haveNumbers() {
    return members.isNumber("ttl") || members.isNumber("priority");
  }

  private static boolean isPublicKey(String text) {
    return withoutPrefix(text).length() >= SHORTEST_PUBLIC_KEY;
  }

  private static String withoutPrefix(String text) {
    return text.startsWith("0x") ? text.substring(2) : text;
  }
}
