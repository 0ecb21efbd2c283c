// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.pool;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.DropReason;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.Source;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The envelopes kept until they expire, by identity, by expiry and in order of arrival, bounded by
 * what they take in memory.
 *
 * <p>A full pool goes on relaying: every envelope is kept until the peers have been offered it, if
 * they keep up. Only then is it decided whether it stays for peers to come, and which other goes
 * for it ({@link SettledEnvelopes}). What is gone is remembered by its identity for some time, so
 * that it is not taken for new when it comes again. Envelopes of our own stay whatever strangers
 * send. Belongs to the shh loop.
 */
public final class EnvelopePool {

  /** Ours: above this part of the room, who brings envelopes has to wait for who takes them. */
  private static final int BACKLOG_SHARE = 8;

  /** Ours: above this part, peers that do not take what is new for them are not waited for. */
  private static final int TRANSIT_SHARE = 4;

  /** Ours: what is added to the room for envelopes of our own alone. */
  private static final int RESERVE_SHARE = 8;

  /** Ours: what envelopes of our own may take besides, of the room that strangers use too. */
  private static final int OWN_SHARE = 4;

  /** Ours: hashes of envelopes that are gone are remembered by the ten thousand. */
  private static final int MAX_REMEMBERED = 1 << 18;

  /** Ours: which takes a 32nd of the room at most. */
  private static final int BYTES_PER_REMEMBERED = 1_024;

  private final long maxBytes;
  private final ShhListener listener;
  private final EnvelopeSlots slots = new EnvelopeSlots();
  private final EnvelopeTable byIdentity;
  private final EnvelopeHeap byExpiry = new EnvelopeHeap.SoonestFirst();
  private final TwinFinder twins;
  private final EnvelopeLog log = new EnvelopeLog();
  private final SettledEnvelopes settled = new SettledEnvelopes();
  private final SeenHashes gone;
  private final Backlog backlog = new Backlog();
  private final BitSet peerSlots = new BitSet();
  private final PoolShare localShare;
  private long bytes;
  private long ownBytes;
  private long transitBytes;

  /**
   * @param maxBytes of all envelopes with what they cost besides; the reserve is added
   * @param listener told what comes, is refused and goes
   * @param random for what strangers must not foresee: where envelopes fall in tables
   */
  public EnvelopePool(long maxBytes, ShhListener listener, RandomGenerator random) {
    this.maxBytes = maxBytes;
    this.listener = listener;
    this.byIdentity = new EnvelopeTable(slots, random.nextLong());
    this.twins = new TwinFinder(new EnvelopeTable(slots, random.nextLong()));
    this.gone =
        new SeenHashes(
            (int) Math.min(MAX_REMEMBERED, maxBytes / BYTES_PER_REMEMBERED), random.nextLong());
    this.localShare = settled.join("this node");
  }

  /** Whether an envelope is here just now; from any thread. */
  public boolean contains(Envelope envelope) {
    return byIdentity.findRacing(envelope.identityBits(), entry -> is(entry, envelope)) != null;
  }

  public @Nullable PooledEnvelope get(Envelope envelope) {
    return byIdentity.find(envelope.identityBits(), entry -> is(entry, envelope));
  }

  private static boolean is(PooledEnvelope entry, Envelope envelope) {
    return entry.envelope().hasIdentityOf(envelope);
  }

  /** Whether an envelope was here and had to go, or had to stay outside. */
  public boolean wasHere(Envelope envelope) {
    return gone.contains(envelope.identityBits());
  }

  /**
   * The share that what comes from one origin is charged to, until {@link #leaveShare}.
   *
   * @param origin equal for all peers that share it
   */
  public PoolShare joinShare(Object origin) {
    return settled.join(origin);
  }

  public void leaveShare(PoolShare share) {
    settled.leave(share);
  }

  /** Of what did not come from a peer, and is not our own. */
  public PoolShare localShare() {
    return localShare;
  }

  /**
   * Adds an envelope of another that is not in the pool.
   *
   * @param brief whether it may take the part of the pool that is for such envelopes alone
   * @param workPerByte expected hashes that went into it, for each byte
   * @param flooded whether peers get it
   * @return empty if it is larger than the pool
   */
  public Optional<PooledEnvelope> add(
      Envelope envelope,
      Source source,
      PoolShare share,
      boolean brief,
      double workPerByte,
      boolean flooded,
      Moment now) {
    PooledEnvelope entry = new PooledEnvelope(envelope, flooded, brief, workPerByte, share);
    if (entry.cost() > maxBytes) {
      gone.checkAndAdd(envelope.identityBits());
      listener.onRefused(envelope, source, DropReason.POOL_FULL);
      return Optional.empty();
    }
    makeRoom(entry.cost(), now);
    share.charge();
    transitBytes += entry.cost();
    insert(entry, source);
    return Optional.of(entry);
  }

  /** What has not been offered to all gives way before what has, but not to a single large one. */
  private void makeRoom(int cost, Moment now) {
    while (transitBytes > 0 && transitBytes + cost > maxBytes / TRANSIT_SHARE) {
      settleNext(log.nextUnoffered(), now);
    }
    while (settled.bytes() > 0 && settled.bytes() + transitBytes + cost > roomOfStrangers()) {
      PooledEnvelope worst = settled.worst(roomOfStrangers(), now.unixSeconds());
      if (worst == null) {
        return;
      }
      evict(worst);
    }
  }

  /** Our own may take of the common room too, but leave most of it. */
  private long roomOfStrangers() {
    return maxBytes - Math.max(0, ownBytes - maxBytes / RESERVE_SHARE);
  }

  /**
   * Adds envelopes of our own, all or none; peers get them, and strangers do not displace them.
   * Into a pool without any of ours go some of any size.
   *
   * @return those that were not in the pool; empty if our own have used up their room
   */
  public Optional<List<Envelope>> addOwn(Collection<Envelope> envelopes, Moment now) {
    List<Envelope> added =
        envelopes.stream().distinct().filter(envelope -> get(envelope) == null).toList();
    long cost = added.stream().mapToLong(PooledEnvelope::cost).sum();
    long maxOwn = maxBytes / RESERVE_SHARE + maxBytes / OWN_SHARE;
    if (ownBytes > 0 && ownBytes + cost > maxOwn) {
      added.forEach(envelope -> listener.onRefused(envelope, Source.OWN, DropReason.OWN_POOL_FULL));
      return Optional.empty();
    }
    ownBytes += cost;
    // Strangers give way for what the reserve does not hold.
    makeRoom(0, now);
    for (Envelope envelope : added) {
      insert(new PooledEnvelope(envelope, true, true, 0, PoolShare.OWN), Source.OWN);
    }
    return Optional.of(added);
  }

  private void insert(PooledEnvelope entry, Source source) {
    slots.add(entry);
    byIdentity.add(entry.envelope().identityBits(), entry);
    byExpiry.add(entry);
    log.append(entry);
    twins.add(entry);
    bytes += entry.envelope().rlpSize();
    listener.onPooled(entry.envelope(), source);
  }

  /**
   * Decides what becomes of the envelopes that all peers have been offered by now. To be called
   * when peers have been sent what is new.
   */
  public void settle(Moment now) {
    settleBefore(log.offeredEnd(), now);
    backlog.update(isBackedUp(), now);
    while (isBackedUp() && backlog.isPatienceOver()) {
      settleBefore(log.stopWaiting(), now);
      backlog.update(isBackedUp(), now);
    }
  }

  private void settleBefore(int offeredEnd, Moment now) {
    for (PooledEnvelope next = log.nextOffered(offeredEnd);
        next != null;
        next = log.nextOffered(offeredEnd)) {
      settleNext(next, now);
    }
  }

  private void settleNext(@Nullable PooledEnvelope entry, Moment now) {
    if (entry == null || entry.isOwn()) {
      return;
    }
    transitBytes -= entry.cost();
    settled.add(entry);
    long room = roomOfStrangers();
    PooledEnvelope excess = settled.excess(entry, room - room / BACKLOG_SHARE, now.unixSeconds());
    while (excess != null) {
      evict(excess);
      excess = settled.excess(entry, room - room / BACKLOG_SHARE, now.unixSeconds());
    }
  }

  private void evict(PooledEnvelope entry) {
    gone.checkAndAdd(entry.envelope().identityBits());
    DropReason reason = log.isRead(entry) ? DropReason.POOL_EVICTED : DropReason.POOL_EVICTED_EARLY;
    remove(entry);
    listener.onEvicted(entry.envelope(), reason);
  }

  private void remove(PooledEnvelope entry) {
    byIdentity.remove(entry.envelope().identityBits(), entry);
    byExpiry.remove(entry);
    twins.remove(entry);
    slots.remove(entry);
    bytes -= entry.envelope().rlpSize();
    if (entry.isOwn()) {
      ownBytes -= entry.cost();
    } else {
      if (entry.canBeEvicted()) {
        settled.remove(entry);
      } else {
        transitBytes -= entry.cost();
      }
      settled.discharge(entry.share);
    }
    log.remove(entry);
  }

  /** Forgets the envelopes whose expiry is before {@code now}, by either clock. */
  public void expire(Moment now) {
    for (PooledEnvelope first = byExpiry.first();
        first != null && first.expiry < now.earlierSeconds();
        first = byExpiry.first()) {
      remove(first);
      listener.onExpired(first.envelope());
    }
  }

  private boolean isBackedUp() {
    return transitBytes > maxBytes / BACKLOG_SHARE;
  }

  /**
   * Runs {@code task} as soon as peers have taken so much that more may be brought: at once, or at
   * one of the next calls of {@link #settle}. A peer that others wait for is not held up itself, as
   * two could wait for each other.
   *
   * @param bringer of the peer that is to wait
   */
  public void whenRelieved(EnvelopeLog.Cursor bringer, Runnable task) {
    if (isBackedUp() && !log.isWaitedFor(bringer)) {
      backlog.whenRelieved(task);
    } else {
      task.run();
    }
  }

  /** A number for a new peer, the smallest that is free. No envelope is marked as known to it. */
  public int takePeerSlot() {
    int slot = peerSlots.nextClearBit(0);
    peerSlots.set(slot);
    return slot;
  }

  /** Gives a peer's number back. That takes a walk over the pool, once per connection. */
  public void releasePeerSlot(int slot) {
    log.all().forEach(pooled -> pooled.forgetPeer(slot));
    peerSlots.clear(slot);
  }

  public EnvelopeLog.Cursor newCursor() {
    return log.newCursor();
  }

  public int size() {
    return byIdentity.size();
  }

  /** RLP bytes alone, as geth counts. */
  public long bytes() {
    return bytes;
  }

  /** The room that all envelopes share, without the reserve. */
  public long maxBytes() {
    return maxBytes;
  }

  /** The part of the room that is taken, from 0 to 1. */
  public double fill() {
    return (double) (settled.bytes() + transitBytes) / maxBytes;
  }
}
