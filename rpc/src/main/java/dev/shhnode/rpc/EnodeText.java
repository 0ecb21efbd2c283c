// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.rlpx.peers.Enode;

/** Reads enode URLs as parameters. */
public final class EnodeText {

  private EnodeText() {}

  /**
   * Reads a URL, with geth's texts for what is wrong with it.
   *
   * @param prefix what geth writes in front of those texts for this method
   */
  public static Enode parse(String url, String prefix) throws RpcException {
    try {
      return Enode.parse(url);
    } catch (IllegalArgumentException e) {
      throw RpcException.failed(prefix + e.getMessage());
    }
  }
}
