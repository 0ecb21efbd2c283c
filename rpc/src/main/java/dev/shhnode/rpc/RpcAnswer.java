// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import java.util.Optional;

/** What came of one request, to be sent by a transport that answers by itself. */
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

  /** To be called if the answer could not be handed to the system: what it held is kept. */
  public void lost() {
    if (text.isPresent()) {
      call.answerLost();
    } else {
      call.lost();
    }
  }
}
