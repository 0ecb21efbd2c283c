// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import dev.shhnode.mix.MixListener;
import dev.shhnode.mix.PostStage;
import dev.shhnode.mix.directory.Reliability;
import dev.shhnode.mix.sphinx.MixId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * The posts of this node that are under way through mixes. Each waits for a slot, is sent, and is
 * sent again on other paths if it has not been heard back by the time it should have been flooded:
 * the same envelope, so that it does no harm if both arrive. One that this node would not hear goes
 * once. Not thread-safe; belongs to the mix loop.
 */
final class OwnPosts {

  /** Ours: an hour of posts at the slots of ECO, two minutes at those of STD. */
  static final int MAX_POSTS = 256;

  /** How long links and flooding take besides the delays, which are known. */
  static final Duration FLOOD_PATIENCE = Duration.ofMillis(1_200);

  /** Packets of the second, third and further rounds: the longer it lasts, the more at a time. */
  private static final int COPIES_PER_ROUND = 2;

  private static final int MAX_COPIES = 6;

  /** Ours: after so many rounds something else is wrong. */
  static final int MAX_ROUNDS = 10;

  private final Reliability reliability;
  private final MixListener listener;
  private final Map<Bytes32, Post> posts = new LinkedHashMap<>();

  /** Packets to be sent, each for a slot. */
  private final Deque<Post> queue = new ArrayDeque<>();

  /** A post that has not been heard back. */
  static final class Post {
    private final Bytes envelope;
    private final Bytes32 hash;
    private final int hops;
    private final boolean comesBack;
    private final long deadline;
    private final Set<MixId> tried = new HashSet<>();
    private final List<List<MixId>> paths = new ArrayList<>();
    private int round;
    private int copiesLeft = 1;
    private long roundDeadline;

    Post(Bytes envelope, Bytes32 hash, int hops, boolean comesBack, long deadline) {
      this.envelope = envelope;
      this.hash = hash;
      this.hops = hops;
      this.comesBack = comesBack;
      this.deadline = deadline;
    }

    Bytes envelope() {
      return envelope;
    }

    int hops() {
      return hops;
    }

    /** Mixes of paths that have not brought it there. */
    Set<MixId> tried() {
      return tried;
    }
  }

  OwnPosts(Reliability reliability, MixListener listener) {
    this.reliability = reliability;
    this.listener = listener;
  }

  boolean isFull() {
    return posts.size() >= MAX_POSTS;
  }

  int size() {
    return posts.size();
  }

  /** Packets that wait for a slot. */
  int queued() {
    return queue.size();
  }

  /**
   * Takes a post.
   *
   * @param comesBack whether it will be brought here by flooding; otherwise it is sent once, as
   *     nothing tells whether it was lost
   * @param ttl how long the envelope lives from now on
   */
  void add(Bytes envelope, Bytes32 hash, int hops, boolean comesBack, Duration ttl, long now) {
    Post post = new Post(envelope, hash, hops, comesBack, now + ttl.toNanos());
    if (posts.putIfAbsent(hash, post) == null) {
      queue.add(post);
      listener.onPost(hash, PostStage.WRAPPED);
    }
  }

  /** The post whose packet takes the next slot of so many hops; it stays the next. */
  Optional<Post> next(int hops) {
    return queue.stream().filter(post -> post.hops == hops).findFirst();
  }

  /** A packet of a post takes a slot; it may still have to wait for a link. */
  void take(Post post) {
    queue.removeFirstOccurrence(post);
  }

  /** A packet of a post has not left; others come before it is tried again. */
  void putBack(Post post) {
    if (isUnderWay(post)) {
      queue.add(post);
    }
  }

  /** It may be heard, or expire, while a packet of it waits for a link. */
  private boolean isUnderWay(Post post) {
    return posts.get(post.hash) == post;
  }

  /** A packet of a post has left. */
  void onSent(Post post, List<MixId> path, long delayNanos, long now) {
    if (!isUnderWay(post)) {
      return;
    }
    post.paths.add(path);
    long deadline = now + delayNanos + FLOOD_PATIENCE.toNanos();
    boolean firstOfRound = post.paths.size() == 1;
    post.roundDeadline =
        firstOfRound || deadline - post.roundDeadline > 0 ? deadline : post.roundDeadline;
    post.copiesLeft--;
    listener.onPost(post.hash, PostStage.SENT);
    if (!post.comesBack) {
      posts.remove(post.hash);
      listener.onPost(post.hash, PostStage.UNHEARD);
    }
  }

  /** An envelope has come by flooding; it may be a post that is under way. */
  void onFlooded(Bytes32 hash, long now) {
    Post post = posts.remove(hash);
    if (post != null) {
      queue.removeIf(waiting -> waiting == post);
      if (post.paths.size() == 1) {
        reliability.passed(post.paths.get(0), now);
      }
      listener.onPost(hash, PostStage.HEARD_BACK);
    }
  }

  /** Lets time pass; to be called several times a second. */
  void onTime(long now) {
    for (Post post : List.copyOf(posts.values())) {
      boolean lost = post.copiesLeft == 0 && now - post.roundDeadline >= 0;
      if (now - post.deadline >= 0 || (lost && post.round == MAX_ROUNDS - 1)) {
        giveUp(post);
      } else if (lost) {
        sendAgain(post, now);
      }
    }
  }

  private void giveUp(Post post) {
    posts.remove(post.hash);
    queue.removeIf(waiting -> waiting == post);
    listener.onPost(post.hash, PostStage.GIVEN_UP);
  }

  private void sendAgain(Post post, long now) {
    for (List<MixId> path : post.paths) {
      reliability.lost(path, now);
      post.tried.addAll(path);
    }
    post.paths.clear();
    post.round++;
    post.copiesLeft = Math.min(MAX_COPIES, COPIES_PER_ROUND * post.round);
    for (int copy = 0; copy < post.copiesLeft; copy++) {
      queue.add(post);
    }
  }
}
