// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.shh;

import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.Members;

/** Which generation of {@code shh_post} a parameter is meant for, told by its members. */
enum PostShape {
  /** Also version 5, which differs in its result. */
  V6,
  /** geth 1.6.1 to 1.6.6: {@code {type, key}}. */
  EARLY_V5,
  CLASSIC,
  PARITY;

  /** Characters of a public key, with or without prefix. */
  private static final int SHORTEST_PUBLIC_KEY = 128;

  private static final int KEY_ID = 64;

  /**
   * Tells.
   *
   * @param endpoint decides where the members do not
   */
  static PostShape of(JsonValue parameter, Dialect endpoint) {
    Members members = new Members(parameter);
    if (EarlyV5.isMeant(members)) {
      return EARLY_V5;
    }
    if (members.saysAny(
        "symKeyID", "pubKey", "sig", "powTarget", "powTime", "targetPeer", "topic")) {
      return V6;
    }
    if (members.isObject("to")) {
      return PARITY;
    }
    return members.isArray("topics") ? ofTopics(members, endpoint) : ofEndpoint(endpoint);
  }

  /** Both have lists of topics; the numbers of Parity are JSON's, and its signers have ids. */
  private static PostShape ofTopics(Members members, Dialect endpoint) {
    if (isPublicKey(members.text("to")) || isPublicKey(members.text("from"))) {
      return CLASSIC;
    }
    if (withoutPrefix(members.text("from")).length() == KEY_ID) {
      return PARITY;
    }
    if (members.isString("ttl") || members.isString("priority")) {
      return CLASSIC;
    }
    boolean numbers = members.isNumber("ttl") || members.isNumber("priority");
    if (numbers && endpoint != Dialect.CLASSIC) {
      return PARITY;
    }
    return endpoint == Dialect.PARITY ? PARITY : CLASSIC;
  }

  private static PostShape ofEndpoint(Dialect endpoint) {
    return switch (endpoint) {
      case V6, V5 -> V6;
      case CLASSIC -> CLASSIC;
      case PARITY -> PARITY;
    };
  }

  private static boolean isPublicKey(String text) {
    return withoutPrefix(text).length() >= SHORTEST_PUBLIC_KEY;
  }

  private static String withoutPrefix(String text) {
    return text.startsWith("0x") ? text.substring(2) : text;
  }
}
