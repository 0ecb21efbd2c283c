// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.mix.PostStage;
import dev.shhnode.mix.directory.Reliability;
import dev.shhnode.mix.directory.TestMix;
import dev.shhnode.mix.sphinx.MixId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

class OwnPostsTest {

  private static final Duration TTL = Duration.ofSeconds(1_000);
  private static final int HOPS = 3;
  private static final long DELAY = 500;
  private static final long ROUND = DELAY + OwnPosts.FLOOD_PATIENCE.toNanos();
  private static final List<MixId> PATH = List.of(TestMix.of(1).id(), TestMix.of(2).id());

  private final TestListener listener = new TestListener();
  private final OwnPosts posts = new OwnPosts(new Reliability(), listener);
  private long now;

  private static Bytes32 hash(int number) {
    return Keccak256.hash(Bytes.ofUnsignedInt(number));
  }

  private void add(int number) {
    posts.add(Bytes.ofUnsignedInt(number), hash(number), HOPS, true, TTL, now);
  }

  private Optional<OwnPosts.Post> next() {
    return posts.next(HOPS);
  }

  private void send(OwnPosts.Post post, long delay) {
    posts.take(post);
    posts.onSent(post, PATH, delay, now);
  }

  private int sendAll() {
    int sent = 0;
    for (Optional<OwnPosts.Post> next = next(); next.isPresent(); next = next()) {
      send(next.get(), DELAY);
      sent++;
    }
    return sent;
  }

  private void nextRound() {
    now += ROUND;
    posts.onTime(now);
  }

  @Test
  void shouldTellOfAPostThatIsHeardBack() {
    add(1);
    assertThat(next().orElseThrow().envelope()).isEqualTo(Bytes.ofUnsignedInt(1));
    sendAll();

    posts.onFlooded(hash(1), 1);
    posts.onFlooded(hash(1), 2);
    posts.onFlooded(hash(2), 2);

    assertThat(listener.stages)
        .containsExactly(PostStage.WRAPPED, PostStage.SENT, PostStage.HEARD_BACK);
    assertThat(posts.size()).isZero();
    nextRound();
    assertThat(next()).isEmpty();
  }

  @Test
  void shouldSendAgainOnOtherPathsOnceItShouldHaveBeenHeard() {
    add(1);
    sendAll();

    now = ROUND - 1;
    posts.onTime(now);
    assertThat(next()).isEmpty();
    now = ROUND;
    posts.onTime(now);

    assertThat(next().orElseThrow().tried()).containsExactlyInAnyOrderElementsOf(PATH);
    assertThat(next().orElseThrow().envelope()).isEqualTo(Bytes.ofUnsignedInt(1));
  }

  @Test
  void shouldSendMoreCopiesTheLongerItLastsAndThenGiveUp() {
    add(1);
    assertThat(sendAll()).isOne();

    for (int copies : new int[] {2, 4, 6, 6, 6, 6, 6, 6, 6}) {
      nextRound();
      assertThat(posts.queued()).isEqualTo(copies);
      assertThat(sendAll()).isEqualTo(copies);
    }
    assertThat(listener.stages).doesNotContain(PostStage.GIVEN_UP);
    nextRound();

    assertThat(listener.stages).endsWith(PostStage.SENT, PostStage.GIVEN_UP);
    assertThat(posts.size() + posts.queued()).isZero();
  }

  /** A round lasts as long as the slowest of its packets. */
  @Test
  void shouldWaitForAllCopiesOfARound() {
    add(1);
    sendAll();
    nextRound();
    send(next().orElseThrow(), 10 * DELAY);
    nextRound();
    assertThat(posts.queued()).as("the other copy has not been sent").isOne();
    send(next().orElseThrow(), DELAY);

    posts.onTime(now + ROUND - 1);
    assertThat(posts.queued()).isZero();
    posts.onTime(now + ROUND);
    assertThat(posts.queued()).isEqualTo(4);
  }

  @Test
  void shouldGiveUpWhatExpires() {
    add(1);
    posts.onTime(now + TTL.toNanos() - 1);
    assertThat(posts.size()).isOne();

    posts.onTime(now + TTL.toNanos());

    assertThat(listener.stages).containsExactly(PostStage.WRAPPED, PostStage.GIVEN_UP);
    assertThat(next()).isEmpty();
  }

  @Test
  void shouldKeepNothingInTheQueueOfWhatIsOver() {
    for (int number = 0; number < 100; number++) {
      add(number);
    }
    send(next().orElseThrow(), DELAY);
    for (int number = 0; number < 50; number++) {
      posts.onFlooded(hash(number), now);
    }
    assertThat(posts.queued()).isEqualTo(50);

    posts.onTime(now + TTL.toNanos());
    assertThat(posts.queued()).isZero();
  }

  @Test
  void shouldTakeAPostOnceAtATime() {
    add(1);
    add(1);
    assertThat(posts.size()).isOne();
    assertThat(posts.queued()).isOne();

    posts.onFlooded(hash(1), now);
    add(1);
    assertThat(posts.queued()).isOne();
  }

  @Test
  void shouldLetOthersComeBeforeWhatCannotBeSent() {
    add(1);
    add(2);

    OwnPosts.Post first = next().orElseThrow();
    posts.take(first);
    posts.putBack(first);

    assertThat(next().orElseThrow().envelope()).isEqualTo(Bytes.ofUnsignedInt(2));
  }

  @Test
  void shouldKeepPostsOfOtherHopsApart() {
    add(1);
    posts.add(Bytes.of(2), hash(2), 1, true, TTL, now);

    assertThat(posts.next(1).orElseThrow().envelope()).isEqualTo(Bytes.of(2));
    assertThat(posts.next(2)).isEmpty();
    send(posts.next(1).orElseThrow(), DELAY);

    assertThat(posts.next(1)).isEmpty();
    assertThat(next()).isPresent();
  }

  @Test
  void shouldBeFullWithSoManyPosts() {
    for (int number = 0; number < OwnPosts.MAX_POSTS; number++) {
      assertThat(posts.isFull()).isFalse();
      add(number);
    }

    assertThat(posts.isFull()).isTrue();
  }

  /** Nobody brings it back, so nothing can be known of its mixes. */
  @Test
  void shouldSendOnceAndBlameNobodyForWhatDoesNotComeBack() {
    posts.add(Bytes.of(3), hash(3), HOPS, false, TTL, now);
    assertThat(sendAll()).isOne();

    nextRound();

    assertThat(sendAll()).isZero();
    assertThat(posts.size()).isZero();
    assertThat(listener.stages)
        .containsExactly(PostStage.WRAPPED, PostStage.SENT, PostStage.UNHEARD);
  }

  @Test
  void shouldKeepNothingOfAPostThatIsHeardWhileAPacketOfItWaits() {
    add(1);
    OwnPosts.Post post = next().orElseThrow();
    posts.take(post);
    posts.onFlooded(hash(1), now);

    posts.putBack(post);
    posts.onSent(post, PATH, DELAY, now);

    assertThat(next()).isEmpty();
    assertThat(listener.stages).containsExactly(PostStage.WRAPPED, PostStage.HEARD_BACK);
  }
}
