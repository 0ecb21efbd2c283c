// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import dev.shhnode.mix.MixAlarm;
import dev.shhnode.mix.MixListener;
import dev.shhnode.mix.directory.Reliability;
import dev.shhnode.mix.sphinx.MixId;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;

/**
 * The loops of this node that are under way. When one is due is known, as its delays are; what does
 * not come back tells of mixes that are down, or of somebody who holds packets back. Not
 * thread-safe; belongs to the mix loop.
 */
final class Loops {

  /** Bytes of the number by which a loop is known again. */
  static final int ID_SIZE = 16;

  /** Ours: links, queues and clocks of all hops together. */
  static final Duration SLACK = Duration.ofSeconds(3);

  /** So many losses in a row are no chance. */
  static final int ALARMING = 3;

  /** Ours: ten times what the rates of loops and decoys can make. */
  static final int MAX_UNDER_WAY = 2_048;

  private final Reliability reliability;
  private final MixListener listener;
  private final Map<Bytes, Loop> underWay = new LinkedHashMap<>();
  private int lostInARow;
  private boolean alarm;

  private record Loop(List<MixId> path, long deadline) {}

  Loops(Reliability reliability, MixListener listener) {
    this.reliability = reliability;
    this.listener = listener;
  }

  /** A loop has been sent. */
  void add(Bytes id, List<MixId> path, long delayNanos, long now) {
    if (underWay.size() < MAX_UNDER_WAY) {
      underWay.put(id, new Loop(path, now + delayNanos + SLACK.toNanos()));
    }
  }

  /** Something has come to this node that may be one of its loops. Returns whether it is. */
  boolean onReturned(Bytes id, long now) {
    Loop loop = underWay.remove(id);
    if (loop == null) {
      return false;
    }
    reliability.passed(loop.path(), now);
    lostInARow = 0;
    setAlarm(false);
    listener.onLoopReturned();
    return true;
  }

  /** Lets time pass; to be called about once a second. */
  void onTime(long now) {
    Iterator<Loop> all = underWay.values().iterator();
    while (all.hasNext()) {
      Loop loop = all.next();
      if (now - loop.deadline() >= 0) {
        all.remove();
        reliability.lost(loop.path(), now);
        lostInARow++;
        listener.onLoopLost();
      }
    }
    if (lostInARow >= ALARMING) {
      setAlarm(true);
    }
  }

  private void setAlarm(boolean active) {
    if (alarm != active) {
      alarm = active;
      listener.onAlarm(MixAlarm.LOOPS_LOST, active);
    }
  }

  boolean isAlarming() {
    return alarm;
  }
}
