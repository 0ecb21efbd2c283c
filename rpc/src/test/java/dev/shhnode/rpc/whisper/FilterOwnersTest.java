// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.whisper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.RpcListener;
import dev.shhnode.rpc.RpcSession;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FilterOwnersTest {

  private final FilterOwners owners =
      new FilterOwners(new FilterLeases(Duration.ofSeconds(1), () -> 0, RpcListener.NONE));

  /**
   * Each would keep a socket with all that belongs to it, of as many clients as there are filters.
   */
  @Test
  void shouldNotKeepAConnectionForAFilterThatOutlivesIt() throws Exception {
    WeakReference<RpcSession> connection = new WeakReference<>(connectionWithFilter("1"));

    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (connection.get() != null) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      System.gc();
      Thread.sleep(10);
    }
    owners.removed("1");
  }

  private RpcSession connectionWithFilter(String id) throws RpcException {
    RpcSession session = RpcSession.pushing(Set.of("shh"), (message, lost) -> {});
    var unused =
        owners.install(
            session,
            Optional.of(Duration.ofSeconds(1)),
            ended -> {},
            () -> CompletableFuture.completedFuture(id));
    session.close();
    return session;
  }
}
