// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.commands;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code shhnode mix}: what a running node knows of mixes. Belongs to the main thread. */
@Command(
    name = "mix",
    description = "Tells about mix routing of a running node.",
    mixinStandardHelpOptions = true,
    subcommands = {MixCommand.Status.class, MixCommand.Directory.class})
public final class MixCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: status or directory");
  }

  /** {@code shhnode mix status}. */
  @Command(
      name = "status",
      description = "Prints the state of mix routing.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  static final class Status implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private ConnectionOptions connection;

    @Option(names = "--json", description = "Print it whole, as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
      JsonNode status = ask(connection, "mix_status");
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(status);
      } else {
        MixText.status(status).forEach(out::println);
      }
      out.flush();
      return CommandLine.ExitCode.OK;
    }
  }

  /** {@code shhnode mix directory}. */
  @Command(
      name = "directory",
      description = "Prints the mixes that the node knows, one a line.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  static final class Directory implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private ConnectionOptions connection;

    @Option(names = "--json", description = "Print every mix whole, as one JSON object a line.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
      JsonNode mixes = ask(connection, "mix_directory");
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        mixes.forEach(out::println);
      } else {
        MixText.directory(mixes).forEach(out::println);
      }
      out.flush();
      return CommandLine.ExitCode.OK;
    }
  }

  private static JsonNode ask(ConnectionOptions connection, String method)
      throws IOException, InterruptedException {
    try (RpcClient client = connection.connect(params -> {})) {
      return client.call(method);
    }
  }
}
