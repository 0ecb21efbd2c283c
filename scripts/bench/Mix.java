// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.mix.sphinx.Command;
import dev.shhnode.mix.sphinx.DelayClass;
import dev.shhnode.mix.sphinx.Geometry;
import dev.shhnode.mix.sphinx.Hop;
import dev.shhnode.mix.sphinx.KeyAgreement;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.mix.sphinx.MixKeyPair;
import dev.shhnode.mix.sphinx.PreparedHeader;
import dev.shhnode.mix.sphinx.Sphinx;
import dev.shhnode.mix.sphinx.SphinxProfile;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * Processor time that packets of {@code mix/1} cost, with the X25519 of Java and with the native
 * one. All are measured in turns, many times, and the median counts: neighbours on the machine then
 * disturb all alike. One thread, so one core.
 */
public final class Mix {

  private static final int HOPS = 3;
  private static final int CALLS = 200;
  private static final int ROUNDS_TO_WARM_UP = 20;
  private static final int ENVELOPE_BYTES = 1_090;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyAgreement agreement;
  private final Sphinx sphinx;
  private final MixKeyPair first = MixKeyPair.generate(RANDOM);
  private final List<Hop> path = new ArrayList<>();
  private final Bytes body = Bytes.random(ENVELOPE_BYTES, RANDOM);
  private final byte[] scalar = Bytes32.random(RANDOM).toArray();
  private final byte[] product = new byte[32];
  private final Queue<PreparedHeader> headers = new ArrayDeque<>();
  private final Bytes packet;

  /** What keeps the virtual machine from leaving out what nobody reads. */
  private int used;

  private Mix(KeyAgreement agreement) {
    this.agreement = agreement;
    this.sphinx = new Sphinx(Geometry.MIX1, SphinxProfile.MIX1, agreement);
    for (int hop = 0; hop < HOPS; hop++) {
      MixId id = new MixId(Bytes.random(MixId.SIZE, RANDOM));
      MixKeyPair key = hop == 0 ? first : MixKeyPair.generate(RANDOM);
      path.add(new Hop(id, key.publicKey(), DelayClass.USUAL));
    }
    this.packet = sphinx.create(path, Command.FLOOD, body, RANDOM);
  }

  private Object x25519() {
    agreement.agree(scalar, path.get(0).publicKey().toArrayUnsafe(), product);
    return product[0];
  }

  private Object unwrap() {
    return sphinx.open(sphinx.agree(first, packet).orElseThrow());
  }

  private Object create() {
    return sphinx.create(path, Command.FLOOD, body, RANDOM);
  }

  private Object seal() {
    return sphinx.seal(headers.remove(), Command.FLOOD, body);
  }

  private void stock() {
    for (int i = 0; i < CALLS; i++) {
      headers.add(sphinx.prepare(path, RANDOM));
    }
  }

  /** Microseconds of this thread for one call. */
  private double micros(Supplier<Object> call) {
    long start = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < CALLS; i++) {
      used += System.identityHashCode(call.get());
    }
    return (THREADS.getCurrentThreadCpuTime() - start) / 1e3 / CALLS;
  }

  private double[] round() {
    stock();
    return new double[] {
      micros(this::x25519), micros(this::unwrap), micros(this::create), micros(this::seal)
    };
  }

  private static double[] medians(List<double[]> rounds) {
    double[] medians = new double[rounds.get(0).length];
    for (int column = 0; column < medians.length; column++) {
      int index = column;
      double[] sorted = rounds.stream().mapToDouble(round -> round[index]).sorted().toArray();
      medians[column] = sorted[sorted.length / 2];
    }
    return medians;
  }

  /** Takes how many rounds are measured. */
  public static void main(String[] arguments) {
    int rounds = Integer.parseInt(arguments[0]);
    List<Mix> mixes =
        Arrays.asList(new Mix(KeyAgreement.bouncyCastle()), new Mix(KeyAgreement.fastest()));
    List<List<double[]>> measured = List.of(new ArrayList<>(), new ArrayList<>());
    for (int round = -ROUNDS_TO_WARM_UP; round < rounds; round++) {
      for (int i = 0; i < mixes.size(); i++) {
        double[] micros = mixes.get(i).round();
        if (round >= 0) {
          measured.get(i).add(micros);
        }
      }
    }
    print(mixes, medians(measured.get(0)), medians(measured.get(1)));
    if (mixes.get(0).used + mixes.get(1).used == 0) {
      throw new AssertionError("nothing was computed");
    }
  }

  private static void print(List<Mix> mixes, double[] java, double[] fastest) {
    String[] rows = {
      "one X25519", "unwrap a layer", "create for 3 mixes", "seal, header made ahead"
    };
    String[] goals = {"", "2.4 x", "7.5 x", "60 us"};
    String names = mixes.get(0).agreement.name() + " | " + mixes.get(1).agreement.name();
    System.out.println("processor time; ratios are to one X25519 of Java; columns: " + names);
    for (int i = 0; i < rows.length; i++) {
      System.out.printf(
          Locale.ROOT,
          "%-24s %8.1f us %5.2f x | %8.1f us %5.2f x   goal in Java: %s%n",
          rows[i],
          java[i],
          java[i] / java[0],
          fastest[i],
          fastest[i] / java[0],
          goals[i]);
    }
  }
}
