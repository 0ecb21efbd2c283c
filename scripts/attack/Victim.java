// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.pow.PowRule;
import dev.shhnode.rlpx.peers.Enode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The node under attack: a process of its own on any free ports, ours or geth's, or one that runs
 * already.
 */
final class Victim implements AutoCloseable {

  private static final Duration START_PATIENCE = Duration.ofSeconds(30);
  private static final Pattern HEAP_USED =
      Pattern.compile("(?:generation|heap|Gen) .*used (\\d+)K");

  /** Of a thread such as "C2 CompilerThread0", cut short: its 14th and 15th fields (proc(5)). */
  private static final Pattern COMPILERS_STAT =
      Pattern.compile("\\(C[12] Compiler[^)]*\\)(?: \\S+){11} (\\d+) (\\d+) ");

  private static final Pattern PORT = Pattern.compile(":(\\d+)$");

  /** What can be attacked. */
  enum Kind {
    OURS,
    GETH,
    RUNNING
  }

  private final Kind kind;
  private final Path folder;
  private final Path log;
  private final Process process;
  private final String[] endpoints;
  private final Rpc rpc;

  private Duration startTime = Duration.ZERO;

  private Victim(Kind kind, Path folder, Process process, String[] endpoints, Rpc rpc) {
    this.kind = kind;
    this.folder = folder;
    this.log = folder.resolve("log");
    this.process = process;
    this.endpoints = endpoints;
    this.rpc = rpc;
  }

  /**
   * Starts a node of ours.
   *
   * @param heap its size, or "default" for the JVM's
   * @param options besides those for its folder and ports
   */
  static Victim ours(String launcher, String heap, List<String> options) throws Exception {
    Path folder = Files.createTempDirectory("shhnode-attack");
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            launcher,
            "--data-path=" + folder.resolve("data"),
            "--p2p-interface=" + (Addresses.PUBLIC ? "0.0.0.0" : "127.0.0.1"),
            "--p2p-port=0",
            "--rpc-http-port=0",
            "--rpc-ws-port=0"));
    Secrets secrets = new Secrets(folder);
    command.addAll(secrets.options(options));
    ProcessBuilder builder = new ProcessBuilder(command);
    if (!heap.equals("default")) {
      builder.environment().put("SHHNODE_JAVA_OPTS", "-Xmx" + heap);
    }
    return started(Kind.OURS, folder, builder, secrets);
  }

  /**
   * Starts {@code shhpeer}, which is go-ethereum's own Whisper.
   *
   * @param options besides those for its ports
   */
  static Victim geth(String program, List<String> options) throws Exception {
    Path folder = Files.createTempDirectory("shhnode-attack");
    ProcessBuilder builder = new ProcessBuilder(program);
    builder.command().addAll(options);
    if (Addresses.PUBLIC) {
      builder.command().add("-listen=0.0.0.0:0");
    }
    return started(Kind.GETH, folder, builder, new Secrets(folder));
  }

  /** A node that somebody else has started: its enode, and the URL of its RPC if that is used. */
  static Victim running(String enode, String http) throws Exception {
    Path folder = Files.createTempDirectory("shhnode-attack");
    Files.createFile(folder.resolve("log"));
    Rpc rpc = new Rpc(http, new Secrets(folder));
    return new Victim(Kind.RUNNING, folder, null, new String[] {enode, http}, rpc);
  }

  private static Victim started(Kind kind, Path folder, ProcessBuilder builder, Secrets secrets)
      throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    long begun = System.nanoTime();
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    String[] endpoints = awaitReady(process, log).split(" ");
    Duration startTime = Duration.ofNanos(System.nanoTime() - begun);
    Victim victim = new Victim(kind, folder, process, endpoints, new Rpc(endpoints[1], secrets));
    victim.startTime = startTime;
    return victim;
  }

  private static String awaitReady(Process process, Path log)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      for (String line : Files.readAllLines(log)) {
        int at = line.indexOf(" ready: ");
        if (line.startsWith("shh") && at > 0) {
          return line.substring(at + " ready: ".length());
        }
      }
      Thread.sleep(5);
    }
    throw new IOException("the node did not start: " + Files.readString(log));
  }

  boolean isOurs() {
    return kind == Kind.OURS;
  }

  /** The rule of proof of work that it judges by, or one of them. */
  PowRule rule() {
    return kind == Kind.GETH ? PowRule.PRE_1_9 : PowRule.EIP_627;
  }

  /** From its start until it said that it is ready, to some milliseconds. */
  Duration startTime() {
    return startTime;
  }

  /** What it has had of the processors. */
  Duration processorTime() {
    return process == null
        ? Duration.ZERO
        : process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  Enode enode() {
    return enodeFrom("127.0.0.1");
  }

  /** Where a peer has to connect to it so as to come from {@code address}. */
  Enode enodeFrom(String address) {
    if (kind == Kind.RUNNING) {
      return Enode.parse(endpoints[0]);
    }
    // geth calls the interface on which it listens its host.
    Matcher port = PORT.matcher(endpoints[0]);
    if (!port.find()) {
      throw new IllegalStateException(endpoints[0]);
    }
    String id = endpoints[0].substring(0, endpoints[0].indexOf('@') + 1);
    return Enode.parse(id + address + ":" + port.group(1));
  }

  int httpPort() {
    return URI.create(endpoints[1]).getPort();
  }

  int webSocketPort() {
    return URI.create(endpoints[2]).getPort();
  }

  Path ipc() {
    return Path.of(endpoints[3].substring("ipc:".length()));
  }

  Rpc rpc() {
    return rpc;
  }

  /** Calls a method as an honest client on a connection of its own; what it answered. */
  String call(String method, String parameters) throws IOException, InterruptedException {
    return rpc.onConnectionOfItsOwn().call(method, parameters);
  }

  /** What is wrong with it after an attack; empty if nothing is. */
  String complaint() throws IOException, InterruptedException {
    if (process != null && !process.isAlive()) {
      return "it ended with " + process.exitValue();
    }
    if (Files.readString(log).contains("OutOfMemoryError")) {
      return "it ran out of memory";
    }
    try {
      String version = call("web3_clientVersion", "[]");
      return version.contains("\"result\"") ? "" : "it answers " + version;
    } catch (IOException e) {
      return "it does not answer: " + e;
    }
  }

  long logBytes() throws IOException {
    return Files.size(log);
  }

  /**
   * Memory in use, in bytes: of ours the heap after a garbage collection, of others all that Linux
   * gives them; 0 if it cannot be known.
   */
  long memoryBytes() throws IOException, InterruptedException {
    if (process == null || !process.isAlive()) {
      return 0;
    }
    if (kind != Kind.OURS) {
      return status("VmRSS:") << 10;
    }
    jcmd("GC.run");
    return HEAP_USED
        .matcher(jcmd("GC.heap_info"))
        .results()
        .mapToLong(used -> Long.parseLong(used.group(1)) << 10)
        .sum();
  }

  private String jcmd(String command) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process jcmd =
        new ProcessBuilder(java.toString(), Long.toString(process.pid()), command)
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes());
    jcmd.waitFor(10, TimeUnit.SECONDS);
    return said;
  }

  /** Most memory that the process had, in MiB, as Linux counts it. */
  long peakMebibytes() throws IOException {
    return status("VmHWM:") >> 10;
  }

  /**
   * What Linux says of the process.
   *
   * @param field of {@code /proc/<pid>/status}, with its colon
   * @return memory in KiB; 0 if there is no such field or process
   */
  long status(String field) throws IOException {
    Path status = proc().resolve("status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  /** How many files and sockets it has open. */
  long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(proc().resolve("fd"))) {
      return open.count();
    }
  }

  /**
   * What the compilers of its JVM have had of the processors, in steps of ten milliseconds, as Linux
   * counts it; none where there is no JVM. HotSpot ends a compiler's thread that has long had nothing
   * to do, which is not counted from then on.
   */
  Duration compilersTime() throws IOException {
    long millis = 0;
    try (Stream<Path> threads = Files.list(proc().resolve("task"))) {
      for (Path thread : threads.toList()) {
        millis += compilersMillis(thread);
      }
    }
    return Duration.ofMillis(millis);
  }

  private static long compilersMillis(Path thread) throws IOException {
    try {
      Matcher stat = COMPILERS_STAT.matcher(Files.readString(thread.resolve("stat")));
      return stat.find()
          ? 10 * (Long.parseLong(stat.group(1)) + Long.parseLong(stat.group(2)))
          : 0;
    } catch (NoSuchFileException ended) {
      return 0;
    }
  }

  private Path proc() {
    return Path.of("/proc", Long.toString(process == null ? 0 : process.pid()));
  }

  String lastLogLines() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }

  @Override
  public void close() throws IOException {
    if (process != null) {
      end();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  private void end() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
