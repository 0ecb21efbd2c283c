// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Stops the node on Ctrl-C and SIGTERM, and keeps the process until then. Thread-safe. */
final class ShutdownHook {

  /** Ours: the process ends within two seconds, whatever its peers do. */
  private static final long PATIENCE_MILLIS = 1_500;

  private final CountDownLatch stopping = new CountDownLatch(1);

  private ShutdownHook() {}

  static ShutdownHook install(Node node) {
    ShutdownHook hook = new ShutdownHook();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  node.stop(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                  hook.stopping.countDown();
                },
                "shutdown"));
    return hook;
  }

  void awaitShutdown() throws InterruptedException {
    stopping.await();
  }
}
