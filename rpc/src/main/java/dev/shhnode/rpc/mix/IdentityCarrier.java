// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.mix;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.shh.Carrier;
import dev.shhnode.shh.Failure;
import dev.shhnode.shh.ShhException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Takes the post of an identity through mixes if the identity has not posted over another number of
 * hops. The number is settled when a post is handed over, so that one that cannot travel at present
 * does not settle it. Thread-safe.
 */
final class IdentityCarrier implements Carrier {

  private final MixCarrier carrier;
  private final PublicKey identity;
  private final int hops;
  private final IdentityHops settled;

  IdentityCarrier(MixCarrier carrier, PublicKey identity, int hops, IdentityHops settled) {
    this.carrier = carrier;
    this.identity = identity;
    this.hops = hops;
    this.settled = settled;
  }

  @Override
  public CompletableFuture<Void> check() {
    return settled.refusal(identity, hops).map(IdentityCarrier::refused).orElseGet(carrier::check);
  }

  @Override
  public Optional<Failure.NotCarried> refusal(long bytes) {
    return carrier.refusal(bytes);
  }

  @Override
  public CompletableFuture<Void> carry(Envelope envelope, Duration life) {
    return settled
        .settle(identity, hops)
        .map(IdentityCarrier::refused)
        .orElseGet(() -> carrier.carry(envelope, life));
  }

  private static CompletableFuture<Void> refused(String why) {
    return CompletableFuture.failedFuture(new ShhException(new Failure.NotCarried(why)));
  }
}
