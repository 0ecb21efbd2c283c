// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnreadBudgetTest {

  private static final int OVERHEAD = UnreadBudget.MESSAGE_OVERHEAD;

  private final UnreadBudget budget = new UnreadBudget(100_000);
  private final List<String> aborted = new ArrayList<>();
  private final UnreadBudget.Account a = budget.open(80_000, why -> aborted.add("a " + why));
  private final UnreadBudget.Account b = budget.open(80_000, why -> aborted.add("b " + why));

  @Test
  void shouldAbortWhoHoldsMost() {
    assertThat(a.add(60_000)).isTrue();
    assertThat(b.add(30_000)).isTrue();
    assertThat(b.add(20_000)).isTrue();

    assertThat(aborted).containsExactly("a UNREAD_OF_ALL");
    assertThat(budget.totalBytes()).isEqualTo(50_000 + 2 * OVERHEAD);
    assertThat(a.add(1)).isFalse();
    a.remove(60_000);
    a.close();
    assertThat(budget.totalBytes()).isEqualTo(50_000 + 2 * OVERHEAD);
  }

  @Test
  void shouldAbortWhoSendsOnAboveItsOwnBound() {
    assertThat(a.add(80_001)).isTrue();
    assertThat(a.add(1)).isFalse();

    assertThat(aborted).containsExactly("a UNREAD_OF_CONNECTION");
    assertThat(budget.totalBytes()).isZero();
  }

  @Test
  void shouldChargeWhatAMessageTakesBesideItsBytes() {
    for (int i = 0; i <= 100_000 / OVERHEAD; i++) {
      assertThat(aborted).isEmpty();
      var unused = (i % 2 == 0 ? a : b).add(0);
    }

    assertThat(aborted).hasSize(1);
  }

  @Test
  void shouldForgetAConnectionThatIsGone() {
    assertThat(a.add(60_000)).isTrue();
    a.close();
    a.remove(60_000);

    assertThat(budget.totalBytes()).isZero();
    assertThat(b.add(70_000)).isTrue();
    assertThat(aborted).isEmpty();
  }

  /** Of its own or of all: nobody is cut off for what can be given up. */
  @Test
  void shouldBookWhatIsHeldBackOnlyIfThereIsRoom() {
    assertThat(a.addIfFree(70_000)).isTrue();
    assertThat(a.addIfFree(10_000)).isFalse();
    assertThat(b.addIfFree(40_000)).isFalse();
    assertThat(b.addIfFree(20_000)).isTrue();
    a.remove(70_000);
    b.close();

    assertThat(budget.totalBytes()).isZero();
    assertThat(b.addIfFree(1)).isFalse();
    assertThat(b.isAborted()).isTrue();
    assertThat(aborted).isEmpty();
  }
}
