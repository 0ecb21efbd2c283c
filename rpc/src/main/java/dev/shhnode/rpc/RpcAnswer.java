// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import java.util.Optional;

/**
 * The answer to one request, for a transport that sends it itself. Used by one thread at a time.
 */
public final class RpcAnswer {

  private final Optional<byte[]> text;
  private final RpcCall call;

  RpcAnswer(Optional<byte[]> text, RpcCall call) {
    this.text = text;
    this.call = call;
  }

  /** A JSON text in UTF-8, empty if there is nothing to answer. */
  public Optional<byte[]> text() {
    return text;
  }

  /**
   * To be called if the answer could not be handed to the operating system: polled messages go back
   * into their filters.
   */
  public void lost() {
    if (text.isPresent()) {
      call.answerLost();
    } else {
      call.lost();
    }
  }
}
