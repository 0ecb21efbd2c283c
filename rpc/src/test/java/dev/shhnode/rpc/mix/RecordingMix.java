// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.mix;

import dev.shhnode.mix.Mix;
import dev.shhnode.mix.MixAlarm;
import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.MixException;
import dev.shhnode.mix.MixFailure;
import dev.shhnode.mix.MixInfo;
import dev.shhnode.mix.MixNetwork;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.MixStatus;
import dev.shhnode.mix.PostStage;
import dev.shhnode.mix.TrafficProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * Stands for a network of mixes: keeps what it is given, and refuses what the test wants refused.
 * Takes what the node of the test has, but on the thread that calls.
 */
public final class RecordingMix implements Mix {

  static final int MAX_ENVELOPE_BYTES = 1_400;

  /** What this node would have been started with. */
  static final MixConfig CONFIG =
      new MixConfig(
          MixNetwork.MAIN, Set.of(MixRole.EXIT, MixRole.RELAY), TrafficProfile.STD, 2, 2, 1, 0.2);

  /** A post that has been handed over. */
  record Carried(Bytes envelope, Bytes32 hash, Duration ttl, Route route) {}

  private final List<Carried> carried = new CopyOnWriteArrayList<>();
  private final List<Route> checked = new CopyOnWriteArrayList<>();
  private final List<Consumer<PostEvent>> subscribers = new CopyOnWriteArrayList<>();
  private final List<MixInfo> mixes = new ArrayList<>();
  private volatile Optional<MixFailure> whenChecked = Optional.empty();
  private volatile Optional<MixFailure> whenPosted = Optional.empty();

  /** Refuses posts before any work is done for them. */
  public void refuseWhenChecked(MixFailure failure) {
    whenChecked = Optional.of(failure);
  }

  void refuseWhenPosted(MixFailure failure) {
    whenPosted = Optional.of(failure);
  }

  void refuseNothing() {
    whenChecked = Optional.empty();
    whenPosted = Optional.empty();
  }

  /** A mix of the directory. */
  public void know(MixInfo mix) {
    mixes.add(mix);
  }

  /** Tells all subscribers of a post. */
  public void tell(Bytes32 hash, PostStage stage) {
    subscribers.forEach(
        subscriber ->
            subscriber.accept(
                new PostEvent(
                    hash,
                    stage,
                    stage == PostStage.WRAPPED
                        ? Optional.of(Duration.ofMillis(2_500))
                        : Optional.empty())));
  }

  List<Carried> carried() {
    return carried;
  }

  List<Route> checked() {
    return checked;
  }

  /** The hash of the envelope that was handed over last. */
  public Optional<Bytes32> lastHash() {
    return last().map(Carried::hash);
  }

  /** How the post is to travel that was handed over last. */
  public Optional<Route> lastRoute() {
    return last().map(Carried::route);
  }

  private Optional<Carried> last() {
    return carried.stream().reduce((before, after) -> after);
  }

  int subscriptions() {
    return subscribers.size();
  }

  @Override
  public int maxEnvelopeBytes() {
    return MAX_ENVELOPE_BYTES;
  }

  @Override
  public CompletableFuture<Void> check(Route route) {
    checked.add(route);
    return whenChecked
        .map(RecordingMix::<Void>refused)
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  @Override
  public CompletableFuture<Duration> post(Bytes envelope, Bytes32 hash, Duration ttl, Route route) {
    if (whenPosted.isPresent()) {
      return refused(whenPosted.get());
    }
    carried.add(new Carried(envelope, hash, ttl, route));
    return CompletableFuture.completedFuture(Duration.ofSeconds(2));
  }

  private static <T> CompletableFuture<T> refused(MixFailure failure) {
    return CompletableFuture.failedFuture(new MixException(failure));
  }

  @Override
  public CompletableFuture<MixStatus> status() {
    return CompletableFuture.completedFuture(
        new MixStatus(
            CONFIG,
            490_000,
            12,
            9,
            List.of(4, 3, 2),
            7,
            Bytes32.repeat((byte) 0xab),
            1,
            23,
            250,
            Set.of(MixAlarm.VIEWS_DIFFER, MixAlarm.LOOPS_LOST)));
  }

  @Override
  public CompletableFuture<List<MixInfo>> mixes() {
    return CompletableFuture.completedFuture(List.copyOf(mixes));
  }

  @Override
  public Registration subscribe(Consumer<PostEvent> listener) {
    subscribers.add(listener);
    return () -> subscribers.remove(listener);
  }
}
