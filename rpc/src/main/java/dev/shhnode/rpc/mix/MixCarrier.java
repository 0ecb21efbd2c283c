// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.mix;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.mix.Mix;
import dev.shhnode.mix.MixException;
import dev.shhnode.mix.MixFailure;
import dev.shhnode.rpc.Failures;
import dev.shhnode.shh.Carrier;
import dev.shhnode.shh.Failure;
import dev.shhnode.shh.ShhException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Takes posts through mixes to the network. What a {@link Mix} refuses is a {@link
 * Failure.NotCarried} in its words. Thread-safe.
 */
public final class MixCarrier implements Carrier {

  private final Mix mix;
  private final Mix.Route route;

  /** A carrier whose posts all travel in one way. */
  public MixCarrier(Mix mix, Mix.Route route) {
    this.mix = mix;
    this.route = route;
  }

  @Override
  public CompletableFuture<Void> check() {
    return inWordsOfWhisper(mix.check(route));
  }

  @Override
  public Optional<Failure.NotCarried> refusal(long bytes) {
    int max = mix.maxEnvelopeBytes();
    if (bytes <= max) {
      return Optional.empty();
    }
    int size = (int) Math.min(bytes, Integer.MAX_VALUE);
    return Optional.of(notCarried(new MixFailure.EnvelopeTooLarge(size, max)));
  }

  @Override
  public CompletableFuture<Void> carry(Envelope envelope, Duration life) {
    return inWordsOfWhisper(mix.post(envelope.rlp(), envelope.hash(), life, route))
        .thenAccept(delay -> {});
  }

  private static <T> CompletableFuture<T> inWordsOfWhisper(CompletableFuture<T> answer) {
    return answer.exceptionallyCompose(
        failure ->
            CompletableFuture.failedFuture(
                Failures.cause(failure) instanceof MixException refused
                    ? new ShhException(notCarried(refused.failure()))
                    : failure));
  }

  private static Failure.NotCarried notCarried(MixFailure failure) {
    return new Failure.NotCarried(failure.describe());
  }
}
