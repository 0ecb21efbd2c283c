// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.whisper;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.envelope.Topic;
import org.apache.tuweni.bytes.Bytes;

/** Topics of any length, as DApps of Whisper 2 and of Parity give them: the node hashes them. */
public final class FullTopic {

  /** Ours: for one filter or message; DApps were seen to use up to four. */
  public static final int MAX_TOPICS = 64;

  private FullTopic() {}

  /** What an envelope carries of a topic: the first bytes of its Keccak-256. */
  public static Topic abridge(Bytes topic) {
    return Topic.of(Keccak256.hash(topic).slice(0, Topic.SIZE));
  }
}
