// SPDX-License-Identifier: Apache-2.0
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One attack on one node, and what came of it. */
final class Trial {

  private static final long LONGEST_MILLIS = 90_000;

  private static final int MEMORY_PATIENCE_SECONDS = 30;

  /** What others have to give memory back. */
  private static final long FREEING_MILLIS = 5_000;

  private final Vertx vertx;
  private final Settings settings;

  Trial(Vertx vertx, Settings settings) {
    this.vertx = vertx;
    this.settings = settings;
  }

  Outcome run(Attack attack) throws Exception {
    try (Victim victim = settings.start(attack)) {
      Envelopes envelopes = new Envelopes(victim.rule());
      try (Honest honest = new Honest(vertx, victim, envelopes);
          Scene scene = new Scene(vertx, victim, envelopes, honest, settings.seconds())) {
        return run(attack, victim, honest, scene);
      }
    }
  }

  private Outcome run(Attack attack, Victim victim, Honest honest, Scene scene) throws Exception {
    Outcome outcome = new Outcome(attack, victim.isOurs());
    honest.start(settings.hasRpc());
    Thread.sleep(settings.isBrief() ? 200 : 1_000);
    outcome.memoryBefore = memory(victim);
    double idle = idleLoad(victim);
    scene.begin();
    Duration before = victim.processorTime();
    long begun = System.nanoTime();
    outcome.complaint = attack(attack, scene);
    double seconds = (System.nanoTime() - begun) / 1e9;
    double burnt = victim.processorTime().minus(before).toNanos() / 1e9;
    outcome.processorSeconds = Math.max(0, burnt - idle * seconds);
    outcome.attackBytes = scene.sentBytes();
    honest.finish(!attack.isOfLightNode());
    outcome.note(honest);
    scene.close();
    if (outcome.complaint.isEmpty()) {
      outcome.complaint = victim.complaint();
    }
    outcome.peakMebibytes = victim.peakMebibytes();
    settle(victim, outcome);
    if (!outcome.isGood()) {
      outcome.complaint += "\n" + victim.lastLogLines();
    }
    return outcome;
  }

  private long memory(Victim victim) throws IOException, InterruptedException {
    return settings.isBrief() ? 0 : victim.memoryBytes();
  }

  /** Processors that the node uses for the honest alone. */
  private double idleLoad(Victim victim) throws InterruptedException {
    if (settings.isBrief()) {
      return 0;
    }
    Duration before = victim.processorTime();
    Thread.sleep(1_500);
    return victim.processorTime().minus(before).toNanos() / 1.5e9;
  }

  /** Waits until the memory is what it was, as envelopes expire and sockets time out. */
  private void settle(Victim victim, Outcome outcome) throws IOException, InterruptedException {
    if (settings.isBrief()) {
      return;
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MEMORY_PATIENCE_SECONDS);
    do {
      Thread.sleep(victim.isOurs() ? 1_000 : FREEING_MILLIS);
      outcome.memoryAfter = victim.memoryBytes();
    } while (victim.isOurs() && !outcome.isMemoryBack() && System.nanoTime() < deadline);
  }

  private static String attack(Attack attack, Scene scene) throws InterruptedException {
    String[] complaint = {""};
    Thread attacker =
        new Thread(
            () -> {
              try {
                attack.attacker().attack(scene);
                // Attackers who have been stopped may come to nothing, but the time is not up.
                scene.rest();
              } catch (Complaint e) {
                complaint[0] = e.getMessage();
              } catch (Exception hungUp) {
                complaint[0] = explanation(hungUp);
              }
            });
    attacker.setDaemon(true);
    attacker.start();
    attacker.join(LONGEST_MILLIS);
    return complaint[0];
  }

  /** Attackers may be hung up on in any way; anything else is a mistake of theirs. */
  private static String explanation(Exception hungUp) {
    return hungUp instanceof IOException ? "" : "the attacker failed: " + hungUp;
  }
}
