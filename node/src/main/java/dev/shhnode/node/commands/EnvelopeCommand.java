// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.commands;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code shhnode envelope}: work on envelopes without a node. Belongs to the main thread. */
@Command(
    name = "envelope",
    description = "Works on envelopes without a node.",
    mixinStandardHelpOptions = true,
    subcommands = EnvelopeCommand.Inspect.class)
public final class EnvelopeCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: inspect");
  }

  /** {@code shhnode envelope inspect}. */
  @Command(
      name = "inspect",
      description =
          "Prints a JSON object for every envelope given as RLP in hexadecimal; for bad input the"
              + " object says why.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  static final class Inspect implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private MessageKeyOptions keys;

    @Option(
        names = "--private-key",
        paramLabel = "<HEX>",
        description = "Private key, 32 bytes, to which envelopes may be addressed.")
    private @Nullable String privateKey;

    @Parameters(
        paramLabel = "<RLP>",
        description = "Envelopes; read from standard input, one a line, if none is given.")
    private List<String> envelopes = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
      EnvelopeInspector inspector;
      try {
        inspector = new EnvelopeInspector(keys.symKey(), keys.password(), privateKey);
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
      }
      PrintWriter out = spec.commandLine().getOut();
      if (envelopes.isEmpty()) {
        inspectStandardInput(inspector, out);
      } else {
        envelopes.forEach(envelope -> out.println(inspector.inspect(envelope)));
      }
      out.flush();
      return CommandLine.ExitCode.OK;
    }

    private static void inspectStandardInput(EnvelopeInspector inspector, PrintWriter out)
        throws IOException {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          out.println(inspector.inspect(line));
          out.flush();
        }
      }
    }
  }
}
