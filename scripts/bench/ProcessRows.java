// SPDX-License-Identifier: Apache-2.0
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a process costs before it has anything to do, and its nonce search. */
final class ProcessRows {

  private static final int STARTS = 5;
  private static final long IDLE_MILLIS = 10_000;

  private final String gethsSearch;

  /**
   * @param gethsSearch a program that prints the nonces a second of geth's
   */
  ProcessRows(String gethsSearch) {
    this.gethsSearch = gethsSearch;
  }

  List<Row> all() {
    Row.Measure nonces = new Row.Measure("nonces a second on one core, millions", false);
    return List.of(
        new Row("nonces", List.of(nonces), who -> search(who, "nonces", 1e6)),
        Row.ofCost("first", "first 4 200 nonces, ms", who -> search(who, "first", 1)),
        Row.ofCost(
            "cancel", "slowest of 50 cancelled searches, ms", who -> search(who, "cancel", 1)),
        Row.ofCost("start", "start to ready, ms", this::start),
        Row.ofCost("idle", "memory of the idle process, MiB", this::memory));
  }

  /** The figures that the search prints after a name; geth's prints only nonces. */
  private List<double[]> search(Contestant who, String name, double unit) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(who.isOurs() ? who.program() : gethsSearch);
    if (who.isOurs()) {
      // The launcher brings the JVM's options; what comes after the class are its arguments. The
      // node's classes come first, so that its archive fits.
      Path node = Path.of(who.program()).toRealPath().getParent().resolveSibling("lib");
      String ours = System.getProperty("java.class.path").split(File.pathSeparator, 2)[0];
      String options = "-cp " + node + "/*" + File.pathSeparator + ours + " Nonces";
      builder.environment().put("SHHNODE_JAVA_OPTS", options);
    } else if (!name.equals("nonces")) {
      return List.of();
    }
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String printed = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException("the search of nonces failed: " + printed);
    }
    return printed
        .lines()
        .map(line -> line.startsWith(name + " ") ? line.substring(name.length() + 1) : line)
        .filter(line -> line.matches("[0-9.]+"))
        .map(line -> new double[] {Double.parseDouble(line) / unit})
        .toList();
  }

  private List<double[]> start(Contestant who) throws Exception {
    double[] millis = new double[STARTS];
    for (int i = 0; i < STARTS; i++) {
      try (Victim node = who.start()) {
        millis[i] = node.startTime().toNanos() / 1e6;
      }
    }
    return List.of(new double[] {Row.median(millis)});
  }

  private List<double[]> memory(Contestant who) throws Exception {
    try (Victim node = who.start()) {
      Thread.sleep(IDLE_MILLIS);
      return List.of(new double[] {node.status("VmRSS:") / 1024.0});
    }
  }
}
