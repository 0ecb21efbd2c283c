// SPDX-License-Identifier: Apache-2.0
import java.util.Locale;
import java.util.Optional;

/** What came of an attack. */
final class Outcome {

  private static final double REQUIRED = 0.999;

  /** How much more memory in use is none: caches and classes that the attack has warmed up. */
  private static final long TOLERANCE = 16 << 20;

  private final Attack attack;
  private final boolean hasHeap;
  String complaint = "";
  long memoryBefore;
  long memoryAfter;
  long peakMebibytes;
  double processorSeconds;
  long attackBytes;
  private int sent;
  private long[] delays = {};
  private Optional<Long> read = Optional.empty();
  private int acknowledged;
  private long lost;
  private int refusals;

  /**
   * {@code hasHeap} says that memory is that of a heap, of which what is free is not counted;
   * others give it back when they like.
   */
  Outcome(Attack attack, boolean hasHeap) {
    this.attack = attack;
    this.hasHeap = hasHeap;
  }

  void note(Honest honest) {
    sent = honest.sent();
    delays = honest.delays();
    read = honest.readCount();
    acknowledged = honest.acknowledged();
    lost = honest.lost();
    refusals = honest.refusals();
  }

  boolean isGood() {
    boolean relayed = attack.isOfLightNode() || delays.length >= REQUIRED * sent;
    boolean delivered = read.isEmpty() || read.get() >= REQUIRED * sent;
    boolean back = !hasHeap || isMemoryBack();
    return relayed && delivered && back && lost == 0 && complaint.isEmpty();
  }

  boolean isMemoryBack() {
    return memoryAfter <= memoryBefore + TOLERANCE + ((long) attack.keptMebibytes() << 20);
  }

  /** In one line, and what is amiss in the next ones. */
  String describe() {
    return String.format(
        Locale.ROOT,
        "%s %s: %.1f %% of %d relayed (p50 %d, p99 %d ms), %s read, %d of %d posts lost (%d calls"
            + " refused), memory %d -> %d MiB (peak %d), %s%s",
        isGood() ? "PASS" : "FAIL",
        attack.name(),
        percent(delays.length),
        sent,
        delay(0.5),
        delay(0.99),
        read.map(count -> String.format(Locale.ROOT, "%.1f %%", percent(count))).orElse("-"),
        lost,
        acknowledged,
        refusals,
        memoryBefore >> 20,
        memoryAfter >> 20,
        peakMebibytes,
        cost(),
        complaint.isBlank() ? "" : "; " + complaint);
  }

  private double percent(long of) {
    return sent == 0 ? 0 : 100.0 * of / sent;
  }

  private long delay(double part) {
    return delays.length == 0 ? -1 : delays[(int) (delays.length * part)];
  }

  private String cost() {
    return attackBytes == 0
        ? String.format(Locale.ROOT, "%.1f s of processor", processorSeconds)
        : String.format(
            Locale.ROOT,
            "%.0f ns of processor a byte of %.2f MB",
            processorSeconds * 1e9 / attackBytes,
            attackBytes / 1e6);
  }
}
