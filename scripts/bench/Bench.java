// SPDX-License-Identifier: Apache-2.0
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Measures our node and geth's packages in turns, and prints one table of it. */
public final class Bench {

  /** Ours may cost this many times as much as geth's before a check fails. */
  private static final double COLLAPSE = 3;

  private static final int CHECK_ENVELOPES = 10_000;

  private final Contestant ours;
  private final List<Contestant> all;
  private final Vertx vertx = Vertx.vertx();

  private Bench(String launcher, String geth) {
    ours = new Contestant(true, launcher);
    all = geth.isEmpty() ? List.of(ours) : List.of(new Contestant(false, geth), ours);
  }

  /** Our launcher; geth's program or nothing; where its nonce search is; {@code check} or not. */
  public static void main(String[] args) throws Exception {
    Bench bench = new Bench(args[0], args[1]);
    boolean good = args.length > 3 ? bench.check() : bench.measure(args[2]);
    // Peers that were hung up on may still try to connect again.
    Runtime.getRuntime().halt(good ? 0 : 1);
  }

  private boolean measure(String geths) {
    Map<String, String> given = System.getenv();
    int rounds = Integer.parseInt(given.getOrDefault("ROUNDS", "3"));
    List<Row> rows = chosen(rows(given, geths), given.getOrDefault("ROWS", ""));
    Table table = new Table();
    boolean good = true;
    for (Row row : rows) {
      good &= measure(row, rounds, table);
    }
    if (all.size() == 1) {
      System.out.println("\nWithout Go there is nothing to compare with: no figures of geth.");
    }
    return good;
  }

  /** Those that are named; all if none is. */
  private static List<Row> chosen(List<Row> all, String names) {
    if (names.isBlank()) {
      return all;
    }
    List<String> known = all.stream().map(Row::name).toList();
    List<String> wanted = List.of(names.trim().split("[ ,]+"));
    if (!known.containsAll(wanted)) {
      throw new IllegalArgumentException("rows are " + String.join(" ", known));
    }
    return all.stream().filter(row -> wanted.contains(row.name())).toList();
  }

  private List<Row> rows(Map<String, String> given, String geths) {
    int envelopes = Integer.parseInt(given.getOrDefault("ENVELOPES", "20000"));
    int seconds = Integer.parseInt(given.getOrDefault("STEADY_SECONDS", "40"));
    return Stream.of(
            new RelayRows(vertx).all(envelopes, seconds),
            new LatencyRows(vertx).all(),
            new ProcessRows(geths).all(),
            new RpcRows().all())
        .flatMap(List::stream)
        .toList();
  }

  /** All rounds of a row; false, and a line that says why, if one failed. */
  private boolean measure(Row row, int rounds, Table table) {
    Results results = new Results(row);
    try {
      for (int round = 0; round < rounds; round++) {
        for (Contestant who : all) {
          results.add(who, row.trial().run(who));
        }
        System.err.println(row.name() + ", round " + (round + 1) + " of " + rounds);
      }
      table.add(results);
      return true;
    } catch (Exception e) {
      System.out.println("FAILED: " + row.name() + ": " + e.getMessage());
      return false;
    }
  }

  /** Looks only for a collapse. */
  private boolean check() {
    Predicate<Row> isChecked = row -> List.of("bundles", "single").contains(row.name());
    int failed = 0;
    List<Row> rows =
        new RelayRows(vertx).all(CHECK_ENVELOPES, 1).stream().filter(isChecked).toList();
    for (Row row : rows) {
      // Other work on the machine may have spoilt the first.
      if (!isFastEnough(row) && !isFastEnough(row)) {
        failed++;
        System.out.println("FAILED: " + row.name());
      }
    }
    System.out.println(rows.size() - failed + " passed, " + failed + " failed");
    return failed == 0;
  }

  private boolean isFastEnough(Row row) {
    Table table = new Table();
    boolean good = measure(row, 1, table);
    return good && table.leastRatio() > 1 / COLLAPSE;
  }
}
