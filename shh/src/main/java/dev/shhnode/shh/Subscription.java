// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

/** A filter whose messages are pushed to a listener until it is closed. */
public interface Subscription extends AutoCloseable {

  /** Ends the subscription; from any thread; a message on its way may still come. */
  @Override
  void close();
}
