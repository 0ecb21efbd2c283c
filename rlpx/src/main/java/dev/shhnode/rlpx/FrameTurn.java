// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.keccak.KeccakTask;
import dev.shhnode.crypto.keccak.KeccakTasks;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Collects the frames that sessions write until their event loop has done what waits for it, then
 * computes the MACs of all of them together and has them written. What is flooded goes to many
 * peers, so that much is computed abreast. Belongs to the loop.
 */
public final class FrameTurn {

  private final Executor loop;
  private final KeccakTasks abreast;
  private final long maxBytes;
  private Deque<Made> frames = new ArrayDeque<>();

  /** For the frames of the next turn, while those of this one are written. */
  private Deque<Made> spare = new ArrayDeque<>();

  private long bytes;
  private boolean ending;

  /**
   * @param write called with what is to be written, when the MACs are computed
   */
  private record Made(OutgoingFrame frame, Consumer<byte[]> write) {}

  /**
   * @param loop runs a task after those that it has been given
   * @param maxBytes frames of so many bytes are written at once: nobody has a chance to take what
   *     is kept here
   */
  public FrameTurn(Executor loop, KeccakTasks abreast, long maxBytes) {
    this.loop = loop;
    this.abreast = abreast;
    this.maxBytes = maxBytes;
  }

  /**
   * Has a frame written, after those given before.
   *
   * @param write writes it to its socket, which may be closed by then; must not fail
   */
  public void add(OutgoingFrame frame, Consumer<byte[]> write) {
    if (frames.isEmpty()) {
      loop.execute(this::end);
    }
    frames.add(new Made(frame, write));
    bytes += frame.size();
    // Not before older ones of the same session that are being written.
    if (bytes >= maxBytes && !ending) {
      end();
    }
  }

  private void end() {
    Deque<Made> made = frames;
    frames = spare;
    spare = made;
    bytes = 0;
    abreast.run(macs(made));
    ending = true;
    // One by one: what is written may be copied, and is not kept besides.
    for (Made next = made.poll(); next != null; next = made.poll()) {
      next.write.accept(next.frame.bytes());
    }
    ending = false;
  }

  /** Once each: the frames of a connection have one task. */
  private static Collection<KeccakTask> macs(Deque<Made> made) {
    if (made.size() == 1) {
      return List.of(made.getFirst().frame.macs());
    }
    Set<KeccakTask> macs = new LinkedHashSet<>();
    for (Made each : made) {
      macs.add(each.frame.macs());
    }
    return macs;
  }
}
