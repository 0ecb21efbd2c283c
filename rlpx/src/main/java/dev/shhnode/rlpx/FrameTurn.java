// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.keccak.KeccakTask;
import dev.shhnode.crypto.keccak.KeccakTasks;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * The frames that the sessions of an event loop make in one turn of it. What is flooded goes to
 * many peers in the same turn, so that the MACs of their frames can be computed abreast. Belongs to
 * the loop.
 */
public final class FrameTurn {

  private final Executor loop;
  private final KeccakTasks abreast;
  private List<Made> frames = new ArrayList<>();

  /**
   * @param write called with what is to be written, when the MACs are computed
   */
  private record Made(OutgoingFrame frame, Write write) {}

  /** Writes a frame to its socket. */
  @FunctionalInterface
  public interface Write {
    void write(byte[] frame);
  }

  /**
   * @param loop runs a task after the one that is running
   */
  public FrameTurn(Executor loop, KeccakTasks abreast) {
    this.loop = loop;
    this.abreast = abreast;
  }

  /**
   * Has a frame written at the end of the turn, after those given before.
   *
   * @param write must not fail; what it writes to may be closed by then
   */
  public void add(OutgoingFrame frame, Write write) {
    if (frames.isEmpty()) {
      loop.execute(this::end);
    }
    frames.add(new Made(frame, write));
  }

  private void end() {
    List<Made> made = frames;
    frames = new ArrayList<>();
    Set<KeccakTask> macs = new LinkedHashSet<>();
    made.forEach(each -> macs.add(each.frame.macs()));
    abreast.run(macs);
    made.forEach(each -> each.write.write(each.frame.bytes()));
  }
}
