// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.whisper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rpc.RpcDrop;
import dev.shhnode.rpc.RpcListener;
import dev.shhnode.rpc.RpcSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class FilterLeasesTest {

  private static final RpcSession HTTP = RpcSession.answering(Set.of("shh"));
  private static final RpcSession WEBSOCKET =
      RpcSession.pushing(Set.of("shh"), (message, lost) -> {});

  /** About to overflow, as a monotonic clock may. */
  private long nanos = Long.MAX_VALUE - 1;

  private int counted;
  private boolean busy;
  private final List<String> ended = new ArrayList<>();
  private final FilterLeases leases =
      new FilterLeases(
          Duration.ofSeconds(10),
          () -> nanos,
          new RpcListener() {
            @Override
            public void onDropped(RpcDrop drop) {
              assertThat(drop).isEqualTo(RpcDrop.FILTER_LEASE_ENDED);
              counted++;
            }
          });

  @Test
  void shouldEndWhatIsNotPolled() {
    begin("a", HTTP, Optional.empty());
    pass(5);
    begin("b", HTTP, Optional.empty());
    leases.renew("a");

    pass(9);
    assertThat(ended).isEmpty();
    pass(1);
    assertThat(ended).containsExactly("a", "b");
    pass(100);
    assertThat(ended).hasSize(2);
    assertThat(counted).isEqualTo(2);
  }

  @Test
  void shouldKeepWhatIsPolled() {
    begin("a", HTTP, Optional.empty());

    for (int i = 0; i < 5; i++) {
      pass(9);
      leases.renew("a");
    }

    assertThat(ended).isEmpty();
  }

  @Test
  void shouldCountWhatWasAskedForOnEveryTransport() {
    begin("forever", HTTP, Optional.of(Duration.ZERO));
    begin("short", HTTP, Optional.of(Duration.ofSeconds(3)));
    begin("pushed", WEBSOCKET, Optional.empty());
    begin("asked", WEBSOCKET, Optional.of(Duration.ofSeconds(4)));

    pass(3);
    assertThat(ended).containsExactly("short");
    pass(1_000_000);
    assertThat(ended).containsExactly("short", "asked");
  }

  @Test
  void shouldForgetWhatIsRemoved() {
    begin("a", HTTP, Optional.empty());
    leases.forget("a");
    leases.forget("unknown");
    leases.renew("a");

    pass(100);

    assertThat(ended).isEmpty();
    assertThat(counted).isZero();
  }

  @Test
  void shouldTryAgainIfTheNodeIsBusy() {
    begin("a", HTTP, Optional.empty());
    busy = true;

    pass(10);
    assertThat(counted).isZero();
    busy = false;
    pass(1);

    assertThat(ended).containsExactly("a");
    assertThat(counted).isEqualTo(1);
  }

  private void begin(String id, RpcSession session, Optional<Duration> asked) {
    leases.begin(
        id,
        session,
        asked,
        () -> {
          if (busy) {
            throw new RejectedExecutionException();
          }
          ended.add(id);
        });
  }

  private void pass(long seconds) {
    nanos += Duration.ofSeconds(seconds).toNanos();
    leases.onTime();
  }
}
