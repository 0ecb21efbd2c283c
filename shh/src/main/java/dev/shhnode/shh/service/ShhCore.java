// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.ShhConfig;
import dev.shhnode.shh.ShhException;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.filter.DeliveryTurns;
import dev.shhnode.shh.filter.Filter;
import dev.shhnode.shh.filter.FilterIndex;
import dev.shhnode.shh.filter.MessageOpening;
import dev.shhnode.shh.gossip.Gossip;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.tuweni.bytes.Bytes;

/**
 * Whisper without I/O: what goes on with the peers, and who reads messages here. Not thread-safe;
 * belongs to the shh loop.
 */
final class ShhCore {

  private final Readers readers;
  private final Gossip gossip;

  /**
   * @param opening tries keys on envelopes
   * @param turns by which filters get messages
   * @param identities those of the node, for {@code shh/2}
   * @param listener told what becomes of envelopes and messages
   * @param random for what strangers must not foresee
   */
  ShhCore(
      ShhConfig config,
      MessageOpening opening,
      DeliveryTurns turns,
      Supplier<List<KeyPair>> identities,
      ShhListener listener,
      RandomGenerator random) {
    this.readers = new Readers(opening, turns, identities, config.maxBufferedBytes(), listener);
    this.gossip = new Gossip(config, readers, listener, random);
  }

  Gossip gossip() {
    return gossip;
  }

  Readers readers() {
    return readers;
  }

  /** Installs a filter; peers are told if that changes which topics we want. */
  void addFilter(Filter filter, Moment now) throws ShhException {
    readers.filters().add(filter);
    updateWanted(now);
  }

  /** Takes a filter out; false if there is none of this id. */
  boolean removeFilter(String id, Moment now) {
    boolean removed = readers.filters().remove(id).isPresent();
    if (removed) {
      updateWanted(now);
    }
    return removed;
  }

  private void updateWanted(Moment now) {
    FilterIndex filters = readers.filters();
    gossip.setWantedByFilters(filters.bloom(), filters.wantsAnyTopic(), now);
  }

  /** Floods what another node has had brought here. Returns whether it is flooded. */
  boolean flood(Bytes rlp, Moment now) {
    try {
      return gossip.addFromMix(Envelope.decode(WhisperVersion.V6, rlp), now);
    } catch (DecodeException e) {
      return false;
    }
  }

  /** Whether some peer would bring an envelope here. */
  boolean wouldHear(Bytes rlp) {
    try {
      return gossip.wouldHear(Envelope.decode(WhisperVersion.V6, rlp));
    } catch (DecodeException e) {
      return false;
    }
  }

  /** Expires envelopes, messages, and patience with silent peers. */
  void onTime(Moment now) {
    readers.onTime(now);
    gossip.onTime(now);
  }
}
