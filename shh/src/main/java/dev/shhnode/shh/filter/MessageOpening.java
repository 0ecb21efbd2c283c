// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageContent;
import dev.shhnode.shh.DecryptionKey;
import dev.shhnode.shh.Source;
import java.util.function.BiConsumer;

/** Tries keys on an envelope, at once or elsewhere and later. */
@FunctionalInterface
public interface MessageOpening {

  /**
   * Opens {@code envelope}.
   *
   * @param source who brought it
   * @param onOpened run on the shh loop for every key that opens it
   */
  void open(
      Envelope envelope,
      Source source,
      CandidateKeys keys,
      BiConsumer<DecryptionKey, MessageContent> onOpened);
}
