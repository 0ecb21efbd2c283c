// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageContent;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * What tells one message from another, however often it was sealed.
 *
 * @param dataHash of its ciphertext: the same however often a stranger, or a relay, seals that anew
 * @param contentHash of what was said, where, when and by whom: the same in the v5 and the v6
 *     envelope of one post
 */
public record MessageIdentity(Bytes32 dataHash, Bytes32 contentHash) {

  static MessageIdentity of(Envelope envelope, MessageContent content) {
    Bytes32 contentHash =
        Keccak256.hash(
            envelope.topic().toBytes(),
            Bytes.ofUnsignedInt(envelope.sent()),
            content.signer().map(PublicKey::toBytes).orElse(Bytes.EMPTY),
            content.payload());
    return new MessageIdentity(envelope.dataHash(), contentHash);
  }
}
