// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.service;

import static dev.shhnode.mix.service.ServiceFixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Keccak256;
import dev.shhnode.mix.Mix;
import dev.shhnode.mix.Mix.PostEvent;
import dev.shhnode.mix.MixException;
import dev.shhnode.mix.MixFailure;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.MixStatus;
import dev.shhnode.mix.PostStage;
import dev.shhnode.mix.TrafficProfile;
import dev.shhnode.mix.directory.TestMix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

class MixServicePostsTest {

  private static final Mix.Route ROUTE = new Mix.Route(1, Optional.empty());
  private static final Bytes ENVELOPE = Bytes.of(1, 2, 3);
  private static final Bytes32 HASH = Keccak256.hash(ENVELOPE);

  private final ServiceFixture node = ServiceFixture.sender();
  private final List<PostEvent> events = new ArrayList<>();

  private CompletableFuture<Duration> post(Mix.Route route) {
    return node.ran(node.service.post(ENVELOPE, HASH, Duration.ofMinutes(1), route));
  }

  private static MixFailure failureOf(CompletableFuture<?> call) {
    assertThat(call).isCompletedExceptionally();
    try {
      call.join();
      throw new AssertionError("not refused");
    } catch (CompletionException e) {
      return ((MixException) e.getCause()).failure();
    }
  }

  @Test
  void shouldPostAndTellSubscribersHowItGetsOn() throws DecodeException {
    node.start();
    node.learnMixes();
    node.service.subscribe(events::add);

    assertThat(node.ran(node.service.check(ROUTE))).isCompleted();
    Duration expected = post(ROUTE).join();
    assertThat(expected).isGreaterThan(Duration.ofMillis(400));
    node.loop.run(20 * SECOND);
    node.service.onFlooded(HASH);
    node.loop.runTasks();

    assertThat(events)
        .startsWith(
            new PostEvent(HASH, PostStage.WRAPPED, Optional.of(expected)),
            new PostEvent(HASH, PostStage.SENT, Optional.empty()))
        .endsWith(new PostEvent(HASH, PostStage.HEARD_BACK, Optional.empty()));
    assertThat(node.tally.snapshot()).containsEntry("mix.posts.heard_back", 1L);
  }

  @Test
  void shouldTellNothingAfterTheEndOfASubscription() throws DecodeException {
    node.start();
    node.learnMixes();
    Mix.Registration first = node.service.subscribe(events::add);
    node.service.subscribe(events::add);

    first.close();
    assertThat(post(ROUTE)).isCompleted();

    assertThat(events).extracting(PostEvent::stage).containsExactly(PostStage.WRAPPED);
  }

  @Test
  void shouldSayWhyAPostCannotTravel() throws DecodeException {
    node.start();

    assertThat(failureOf(post(ROUTE))).isEqualTo(new MixFailure.TooFewMixes(0, 0, 1));
    assertThat(failureOf(node.ran(node.service.check(ROUTE))))
        .isEqualTo(new MixFailure.TooFewMixes(0, 0, 1));
  }

  @Test
  void shouldRefuseAnotherProfileThanItsOwn() throws DecodeException {
    node.start();
    node.learnMixes();
    Mix.Route bulk = new Mix.Route(1, Optional.of(TrafficProfile.BULK));
    MixFailure expected = new MixFailure.OtherProfile(TrafficProfile.BULK, TrafficProfile.STD);

    assertThat(failureOf(post(bulk))).isEqualTo(expected);
    assertThat(failureOf(node.ran(node.service.check(bulk)))).isEqualTo(expected);
    assertThat(post(new Mix.Route(1, Optional.of(TrafficProfile.STD)))).isCompleted();
  }

  @Test
  void shouldRefuseARouteOfOtherHops() {
    for (int hops : new int[] {0, 4, -1}) {
      assertThatThrownBy(() -> new Mix.Route(hops, Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void shouldTellItsStateAndTheMixesItKnows() throws DecodeException {
    node.start();
    node.learnMixes();

    MixStatus status = node.ran(node.service.status()).join();
    assertThat(status.known()).isEqualTo(3);
    assertThat(status.epoch()).isEqualTo(TestMix.EPOCH);
    assertThat(status.links()).isOne();
    assertThat(status.alarms()).isEmpty();
    assertThat(node.ran(node.service.mixes()).join())
        .hasSize(3)
        .filteredOn(mix -> mix.linked())
        .singleElement()
        .satisfies(mix -> assertThat(mix.enode().id()).isEqualTo(TestMix.of(1).node()));
    assertThat(node.service.maxEnvelopeBytes()).isEqualTo(1_484);
  }

  /** Whatever a task does, the node goes on. */
  @Test
  void shouldGoOnAfterASubscriberThatThrows() throws DecodeException {
    node.start();
    node.learnMixes();
    assertThat(post(ROUTE)).isCompleted();
    Mix.Registration bad =
        node.service.subscribe(
            event -> {
              throw new IllegalStateException("a subscriber's own fault");
            });
    node.service.onFlooded(HASH);
    node.loop.runTasks();
    bad.close();

    assertThat(node.loop.timers()).isPositive();
    node.loop.run(30 * SECOND);
    assertThat(node.tally.snapshot().get("mix.packets.out.cover")).isPositive();
  }

  /** Peers flood from the first moment on; until there are posts nothing of it is of interest. */
  @Test
  void shouldNotCollectWhatIsFloodedBeforeTheStart() {
    for (int i = 0; i < 1_000; i++) {
      node.service.onFlooded(HASH);
    }

    assertThat(node.loop.waiting()).isZero();
  }

  @Test
  void shouldBeReadyForItsDeadlinesFromTheStart() {
    ServiceFixture mix = new ServiceFixture(EnumSet.allOf(MixRole.class), TrafficProfile.STD);
    mix.start();

    mix.loop.run(3 * SECOND);

    assertThat(mix.ran(mix.service.status()).join().known()).as("itself").isOne();
  }

  @Test
  void shouldSendOnceWhatDoesNotComeBack() throws DecodeException {
    node.start();
    node.learnMixes();
    node.service.subscribe(events::add);
    node.comesBack = false;

    assertThat(post(ROUTE)).isCompleted();
    node.loop.run(30 * SECOND);

    assertThat(events)
        .extracting(PostEvent::stage)
        .containsExactly(PostStage.WRAPPED, PostStage.SENT, PostStage.UNHEARD);
  }
}
