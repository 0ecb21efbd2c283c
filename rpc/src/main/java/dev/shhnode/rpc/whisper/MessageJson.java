// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.whisper;

import static dev.shhnode.rpc.json.JsonValue.member;

import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import dev.shhnode.rpc.json.JsonValue.Member;
import dev.shhnode.shh.ReceivedMessage;
import java.util.ArrayList;
import java.util.List;

/** A received message with the members of geth's {@code whisperv6.Message}, in its order. */
public final class MessageJson {

  private MessageJson() {}

  /** {@code sig} and {@code recipientPublicKey} are absent when there is none. */
  public static JsonObject of(ReceivedMessage message) {
    List<Member> members = new ArrayList<>();
    message
        .signer()
        .ifPresent(key -> members.add(member("sig", JsonValue.hex(key.toUncompressed()))));
    members.add(member("ttl", JsonValue.of(message.ttlSeconds())));
    members.add(member("timestamp", JsonValue.of(message.sentSeconds())));
    members.add(member("topic", JsonValue.hex(message.topic().toBytes())));
    members.add(member("payload", JsonValue.hex(message.payload())));
    members.add(member("padding", JsonValue.hex(message.padding())));
    members.add(member("pow", JsonValue.of(message.pow())));
    members.add(member("hash", JsonValue.hex(message.envelopeHash())));
    message
        .recipient()
        .ifPresent(
            key -> members.add(member("recipientPublicKey", JsonValue.hex(key.toUncompressed()))));
    return new JsonObject(members);
  }
}
