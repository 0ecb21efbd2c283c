// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix;

import static java.util.Objects.requireNonNull;

import dev.shhnode.runtime.Tally;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes32;

/**
 * Counts what a {@link MixListener} is told: {@code mix.packets.in}, {@code mix.packets.out.cover},
 * {@code mix.dropped.replay}, {@code mix.posts.heard_back} and so on. Thread-safe.
 */
public final class MixCounters implements MixListener {

  private final Tally.Counter in;
  private final Tally.Counter mixed;
  private final Tally.Counter exits;
  private final Tally.Counter loopsReturned;
  private final Tally.Counter loopsLost;
  private final Tally.Counter descriptors;
  private final Map<PacketKind, Tally.Counter> out;
  private final Map<MixDrop, Tally.Counter> dropped;
  private final Map<PostStage, Tally.Counter> posts;
  private final Map<MixAlarm, Tally.Counter> alarms;

  /** Begins to count in a tally. */
  public MixCounters(Tally tally) {
    this.in = tally.counter("mix.packets.in");
    this.mixed = tally.counter("mix.packets.mixed");
    this.exits = tally.counter("mix.exits");
    this.loopsReturned = tally.counter("mix.loops.returned");
    this.loopsLost = tally.counter("mix.loops.lost");
    this.descriptors = tally.counter("mix.descriptors");
    this.out = tally.counters(PacketKind.class, kind -> "mix.packets.out." + Tally.lower(kind));
    this.dropped = tally.counters(MixDrop.class, reason -> "mix.dropped." + Tally.lower(reason));
    this.posts = tally.counters(PostStage.class, stage -> "mix.posts." + Tally.lower(stage));
    this.alarms = tally.counters(MixAlarm.class, alarm -> "mix.alarms." + Tally.lower(alarm));
  }

  @Override
  public void onReceived() {
    in.add();
  }

  @Override
  public void onSent(PacketKind kind) {
    requireNonNull(out.get(kind)).add();
  }

  @Override
  public void onMixed() {
    mixed.add();
  }

  @Override
  public void onExit() {
    exits.add();
  }

  @Override
  public void onLoopReturned() {
    loopsReturned.add();
  }

  @Override
  public void onLoopLost() {
    loopsLost.add();
  }

  @Override
  public void onDescriptor() {
    descriptors.add();
  }

  @Override
  public void onDropped(MixDrop reason) {
    requireNonNull(dropped.get(reason)).add();
  }

  @Override
  public void onPost(Bytes32 envelopeHash, PostStage stage) {
    requireNonNull(posts.get(stage)).add();
  }

  /** Counts how often an alarm has begun. */
  @Override
  public void onAlarm(MixAlarm alarm, boolean active) {
    if (active) {
      requireNonNull(alarms.get(alarm)).add();
    }
  }
}
