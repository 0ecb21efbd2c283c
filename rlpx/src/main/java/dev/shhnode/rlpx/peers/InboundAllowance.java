// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import dev.shhnode.runtime.TokenBucket;

/** What has come from one connection, one address or one range, and may still. Thread-safe. */
final class InboundAllowance {

  private final TokenBucket bytes;
  private final TokenBucket messages;
  private final TokenBucket envelopes;
  private final TokenBucket work;

  InboundAllowance(InboundRates rates, long now) {
    this.bytes = rates.bytes().bucket(now);
    this.messages = rates.messages().bucket(now);
    this.envelopes = rates.envelopes().bucket(now);
    this.work = rates.work().bucket(now);
  }

  synchronized void spendTransport(int newBytes, int newMessages, long now) {
    bytes.charge(newBytes, now);
    messages.charge(newMessages, now);
  }

  synchronized void spendContent(int newEnvelopes, int newWork, long now) {
    envelopes.charge(newEnvelopes, now);
    work.charge(newWork, now);
  }

  /** How long nothing more may come; 0 if it may. */
  synchronized long nanosInDebt(long now) {
    return Math.max(
        Math.max(bytes.nanosInDebt(now), messages.nanosInDebt(now)),
        Math.max(envelopes.nanosInDebt(now), work.nanosInDebt(now)));
  }
}
