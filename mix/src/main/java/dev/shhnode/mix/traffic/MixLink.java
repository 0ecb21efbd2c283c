// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.mix.MixListener.PacketKind;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.mix.wire.LinkMessage;
import dev.shhnode.runtime.HeapShare;
import dev.shhnode.runtime.TokenBucket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A link to another node of the network, in one direction a budget of slots for all that we send,
 * in the other bounds on what the peer sends. Not thread-safe; belongs to the mix loop.
 */
public final class MixLink {

  /** Of a packet, and how many links there are at most. */
  private static final long PACKET_BYTES = 2_048;

  private static final int LINKS = 128;

  /**
   * Ours: packets that wait for a slot; fewer on a small heap, of whose share for mixing a third is
   * for them.
   */
  static final int MAX_QUEUE =
      (int) Math.min(256, HeapShare.MIX.ofThisHeap() / 3 / PACKET_BYTES / LINKS);

  /** Packets a second from a node that is no mix: several times what the largest profile sends. */
  static final int CLIENT_RATE = 30;

  /** Packets a second from a mix, and to one. */
  static final int MIX_RATE = 250;

  /** Ours: how long a peer may take to say what it is. */
  private static final Duration STATUS_PATIENCE = Duration.ofSeconds(30);

  /** Ours: descriptors a second, and at once. */
  private static final int DESCRIPTOR_RATE = 64;

  private static final int DESCRIPTOR_BURST = 1_024;

  /** Ours: answers to requests for descriptors a second, and at once. */
  private static final double ANSWER_RATE = 1;

  private static final int ANSWER_BURST = 16;

  /** Ours: packets a second that may be tried with a second key. */
  private static final int SECOND_KEY_RATE = 1;

  private static final int BURST = 2;

  /**
   * Ours: packets and new descriptors a second of each link that need not fit into what is allowed
   * to all together, so that a few that send junk do not shut out the others. More than STD sends.
   */
  private static final int SHARE_RATE = 4;

  /** Ours: for how many packets one counts that comes to nothing, so that junk leaves room. */
  private static final int JUNK_COST = 10;

  private final PublicKey node;
  private final MixId id;
  private final LinkOutput output;
  private final TokenBucket packets;
  private final TokenBucket descriptors;
  private final TokenBucket answers;
  private final TokenBucket sharePackets;
  private final TokenBucket shareDescriptors;
  private final TokenBucket secondKeys;
  private final TokenBucket shareTags;
  private final TokenBucket slots;
  private final Deque<Bytes> queue = new ArrayDeque<>();
  private LinkMessage.@Nullable Status status;
  private boolean useless;
  private boolean promoted;
  private long lastUsed;

  MixLink(PublicKey node, LinkOutput output, long now) {
    this.node = node;
    this.id = MixId.of(node);
    this.output = output;
    this.packets = new TokenBucket(CLIENT_RATE, BURST * CLIENT_RATE, now);
    this.descriptors = new TokenBucket(DESCRIPTOR_RATE, DESCRIPTOR_BURST, now);
    this.sharePackets = new TokenBucket(SHARE_RATE, BURST * SHARE_RATE, now);
    this.shareDescriptors = new TokenBucket(SHARE_RATE, DESCRIPTOR_RATE, now);
    this.answers = new TokenBucket(ANSWER_RATE, ANSWER_BURST, now);
    this.secondKeys = new TokenBucket(SECOND_KEY_RATE, MIX_RATE, now);
    this.shareTags = new TokenBucket(1, 1, now);
    this.slots = new TokenBucket(CLIENT_RATE, BURST * CLIENT_RATE, now);
    this.lastUsed = now;
  }

  PublicKey node() {
    return node;
  }

  MixId id() {
    return id;
  }

  LinkOutput output() {
    return output;
  }

  /** The peer is a mix, so it may send as many packets as mixes do. */
  void promote(long now) {
    promoted = true;
    packets.setRate(MIX_RATE, BURST * MIX_RATE, now);
  }

  boolean isPromoted() {
    return promoted;
  }

  /**
   * The peer says how much we may send. With less than what any profile sends cover would give way
   * and posts would not: the peer could tell them apart.
   */
  void setCredit(long packetsPerSecond, long now) {
    double rate = Math.max(CLIENT_RATE, Math.min(MIX_RATE, packetsPerSecond));
    slots.setRate(rate, BURST * rate, now);
  }

  Optional<LinkMessage.Status> status() {
    return Optional.ofNullable(status);
  }

  void setStatus(LinkMessage.Status said) {
    status = said;
  }

  /** The peer is of another network, so nothing is said to it any more. */
  void setUseless() {
    useless = true;
  }

  boolean isUseless() {
    return useless;
  }

  /** Whether packets can be sent over it. */
  boolean isReady() {
    return status != null && !useless;
  }

  /** Whether the peer has had time enough to say what it is, and has not. */
  boolean isSilent(long now) {
    return status == null && !useless && now - lastUsed >= STATUS_PATIENCE.toNanos();
  }

  long lastUsed() {
    return lastUsed;
  }

  boolean admitsPacket(long now) {
    lastUsed = now;
    return packets.take(now);
  }

  /**
   * A packet was opened in vain. Who is no mix has made it himself; a mix may only have passed it
   * on.
   */
  void onJunk(long now) {
    if (!promoted) {
      packets.charge(JUNK_COST - 1, now);
    }
  }

  boolean admitsDescriptor(long now) {
    return descriptors.take(now);
  }

  /** Whether a packet is within the share that nobody can take from this link. */
  boolean isWithinShareOfPackets(long now) {
    return sharePackets.take(now);
  }

  /** Whether a new descriptor is within the share that nobody can take from this link. */
  boolean isWithinShareOfDescriptors(long now) {
    return shareDescriptors.take(now);
  }

  /**
   * Whether a packet is within the share of the memory for replays that nobody can take from this
   * link. The share is smaller the more links there are.
   */
  boolean isWithinShareOfTags(double perSecond, double burst, long now) {
    shareTags.setRate(perSecond, Math.max(1, burst), now);
    return shareTags.take(now);
  }

  boolean admitsRequest(long now) {
    return answers.take(now);
  }

  boolean admitsSecondKey(long now) {
    return secondKeys.take(now);
  }

  /**
   * Sends a packet in the next free slot. What this node sends by itself takes a slot only if half
   * of them are free, so that it never delays others' packets, and others' packets never come on
   * top of it. Posts too: if they went where cover gives way, whoever fills the link could tell
   * them from it.
   *
   * @return whether it is sent or waits
   */
  boolean send(Bytes packet, PacketKind kind, long now) {
    if (kind != PacketKind.FORWARDED) {
      return queue.isEmpty() && slots.take(1, slots.burst() / 2, now) && transmit(packet, now);
    }
    if (queue.isEmpty() && slots.take(now)) {
      return transmit(packet, now);
    }
    return queue.size() < MAX_QUEUE && queue.add(packet);
  }

  private boolean transmit(Bytes packet, long now) {
    lastUsed = now;
    output.send(new LinkMessage.Packet(packet));
    return true;
  }

  /** Packets that wait for a slot. */
  int queued() {
    return queue.size();
  }

  /** Whether packets wait for a slot. */
  boolean isQueued() {
    return !queue.isEmpty();
  }

  /** Sends what waits, as far as there are slots. */
  void onTime(long now) {
    while (!queue.isEmpty() && slots.take(now)) {
      transmit(queue.remove(), now);
    }
  }

  /** When {@link #onTime} is due; {@code otherwise} if nothing waits. */
  long nextDeadline(long otherwise, long now) {
    return queue.isEmpty() ? otherwise : slots.nextToken(now);
  }
}
