// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageContent;
import dev.shhnode.shh.DecryptionKey;
import java.util.function.BiConsumer;

/** Tries keys on an envelope, at once or elsewhere and later. */
@FunctionalInterface
public interface MessageOpening {

  /**
   * Opens {@code envelope}.
   *
   * @param onOpened run on the shh loop for every key that opens it
   */
  void open(
      Envelope envelope, CandidateKeys keys, BiConsumer<DecryptionKey, MessageContent> onOpened);
}
