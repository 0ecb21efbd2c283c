// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import dev.shhnode.mix.MixDrop;
import dev.shhnode.mix.MixListener;
import dev.shhnode.mix.directory.EpochKeys;
import dev.shhnode.mix.directory.EpochKeys.EpochKey;
import dev.shhnode.mix.sphinx.Agreed;
import dev.shhnode.mix.sphinx.Sphinx;
import dev.shhnode.mix.sphinx.Unwrapped;
import dev.shhnode.runtime.Moment;
import dev.shhnode.runtime.TokenBucket;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.apache.tuweni.bytes.Bytes;

/**
 * Opens packets that come over links, the cheap checks first: junk costs one product of X25519, and
 * about the change of an epoch a second one as long as its link may ask for that. Not thread-safe;
 * belongs to the mix loop.
 */
final class Opener {

  /** Ours: of what this node says it can mix, as links together may send in a burst. */
  private static final double HEADROOM = 2;

  /** Ours: for so many seconds a link may have saved up its share of the memory for replays. */
  private static final double TAG_BURST_SECONDS = 8;

  private final Sphinx sphinx;
  private final EpochKeys keys;
  private final MixListener listener;
  private final IntSupplier links;
  private final TokenBucket ofAllLinks;

  /**
   * @param capacity packets a second that this node can mix; twice as many are opened at most
   * @param links how many there are, which share the memory for replays
   */
  Opener(
      Sphinx sphinx,
      EpochKeys keys,
      long capacity,
      IntSupplier links,
      MixListener listener,
      long now) {
    this.sphinx = sphinx;
    this.keys = keys;
    this.links = links;
    this.listener = listener;
    this.ofAllLinks = new TokenBucket(HEADROOM * capacity, HEADROOM * capacity, now);
  }

  /** What is in a packet; empty if it is dropped, which the listener is told. */
  Optional<Unwrapped> open(Bytes packet, MixLink from, Moment now) {
    if (!from.admitsPacket(now.nanos())) {
      listener.onDropped(MixDrop.PACKET_RATE);
      return Optional.empty();
    }
    if (!from.isWithinShareOfPackets(now.nanos()) && !ofAllLinks.take(now.nanos())) {
      listener.onDropped(MixDrop.OVERLOADED);
      return Optional.empty();
    }
    boolean first = true;
    for (EpochKey key : keys.candidates(now.unixSeconds())) {
      if (!first && !from.admitsSecondKey(now.nanos())) {
        break;
      }
      first = false;
      Optional<Agreed> agreed = sphinx.agree(key.keys(), packet);
      if (agreed.isEmpty()) {
        continue;
      }
      if (key.replays().contains(agreed.get().replayTag())) {
        return inVain(from, MixDrop.REPLAY, now);
      }
      Unwrapped unwrapped = sphinx.open(agreed.get());
      if (!isForAnotherKey(unwrapped)) {
        return accept(key, agreed.get(), unwrapped, from, now);
      }
    }
    return inVain(from, MixDrop.NOT_FOR_US, now);
  }

  private Optional<Unwrapped> inVain(MixLink from, MixDrop reason, Moment now) {
    from.onJunk(now.nanos());
    listener.onDropped(reason);
    return Optional.empty();
  }

  private static boolean isForAnotherKey(Unwrapped unwrapped) {
    return unwrapped instanceof Unwrapped.Refused refused
        && refused.reason() == Unwrapped.Reason.MAC;
  }

  /** The MAC was right, so the tag is one that its maker paid for, and is remembered. */
  private Optional<Unwrapped> accept(
      EpochKey key, Agreed agreed, Unwrapped unwrapped, MixLink from, Moment now) {
    if (!admitsTag(key, from, now) || !key.replays().add(agreed.replayTag())) {
      listener.onDropped(MixDrop.REPLAY_MEMORY);
      return Optional.empty();
    }
    if (unwrapped instanceof Unwrapped.Refused) {
      listener.onDropped(MixDrop.GARBLED);
      return Optional.empty();
    }
    return Optional.of(unwrapped);
  }

  /**
   * Whether the memory for replays has a place to spare by now. The last ones are for links that
   * have had less than their share.
   */
  private boolean admitsTag(EpochKey key, MixLink from, Moment now) {
    double rate = keys.tagsPerSecond();
    long left = keys.tagsBy(key.epoch(), now.unixSeconds()) - key.replays().size();
    double share = rate / Math.max(1, links.getAsInt());
    boolean within = from.isWithinShareOfTags(share, TAG_BURST_SECONDS * share, now.nanos());
    return left > (within ? 0 : TAG_BURST_SECONDS * rate);
  }
}
