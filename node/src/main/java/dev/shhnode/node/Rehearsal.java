// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/**
 * Runs what a node does at its start and for its peers, for a JVM that records it in the archive
 * from which later starts load their classes; the launcher starts it. Two nodes on this machine,
 * connected with each other and nobody else, on ports that are free, pass on a few posts; then the
 * process exits.
 */
public final class Rehearsal {

  private static final long READY_SECONDS = 30;

  /** Ours: a rehearsal that hangs ends after this time, and leaves no archive. */
  private static final long PATIENCE_SECONDS = 60;

  private static final int FAILED = 1;

  /** Ours: enough that sealing, search, pool, frames and filters have been used. */
  private static final int POSTS = 5;

  private Rehearsal() {}

  /**
   * Runs it and exits, with code 0 if all went well.
   *
   * @param args the data path of the nodes, which is made
   */
  public static void main(String[] args) throws Exception {
    FatalErrors.install();
    CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .execute(() -> Runtime.getRuntime().halt(FAILED));
    String dialled = startNode(args[0] + "/dialled");
    startNode(args[0] + "/dialling", "--static-nodes=" + dialled.split(" ", 4)[2]);
    int exitCode = CommandLine.ExitCode.OK;
    for (int i = 0; i < POSTS; i++) {
      exitCode |=
          command()
              .execute(
                  "post",
                  "--url=" + dialled.split(" ", 5)[3],
                  "--password=rehearsal",
                  "--topic=0x01020304",
                  "rehearsal");
    }
    System.exit(exitCode);
  }

  /** The environment does not count: it may name real peers and ports. */
  private static CommandLine command() {
    return ShhnodeCommand.commandLine(Map.of()).setOut(new PrintWriter(new StringWriter()));
  }

  /** Returns the line that a node prints when it is ready. */
  private static String startNode(String dataPath, String... more) throws Exception {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--data-path=" + dataPath,
                "--p2p-interface=127.0.0.1",
                "--p2p-port=0",
                "--rpc-http-port=0",
                // The path of a Unix socket may only be a hundred bytes long.
                "--rpc-ipc-enabled=false",
                "--rpc-ws-port=0"));
    args.addAll(List.of(more));
    CompletableFuture<String> ready = new CompletableFuture<>();
    PrintWriter out =
        new PrintWriter(new StringWriter()) {
          @Override
          public void println(String line) {
            ready.complete(line);
          }
        };
    Thread node =
        new Thread(
            () -> {
              int exitCode = command().setOut(out).execute(args.toArray(String[]::new));
              ready.completeExceptionally(new IllegalStateException("exit code " + exitCode));
            },
            "rehearsal");
    node.setDaemon(true);
    node.start();
    return ready.get(READY_SECONDS, TimeUnit.SECONDS);
  }
}
