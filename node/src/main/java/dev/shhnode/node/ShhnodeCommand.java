// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.shhnode.node.commands.EnvelopeCommand;
import dev.shhnode.node.commands.ListenCommand;
import dev.shhnode.node.commands.MixCommand;
import dev.shhnode.node.commands.PostCommand;
import dev.shhnode.node.commands.RpcCommand;
import dev.shhnode.node.failures.Failures;
import dev.shhnode.node.options.NodeConfig;
import dev.shhnode.node.options.NodeOptions;
import dev.shhnode.node.options.OptionDefaults;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code shhnode}: runs a node until it is told to stop. Belongs to the main thread. */
@Command(
    name = "shhnode",
    description = "Runs a Whisper (shh) node.",
    versionProvider = Version.Provider.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    subcommands = {
      PostCommand.class,
      ListenCommand.class,
      MixCommand.class,
      EnvelopeCommand.class,
      RpcCommand.class
    })
final class ShhnodeCommand implements Callable<Integer> {

  private static final String REPEATED_ARGUMENTS = " at or before arg[";

  @Spec private CommandSpec spec;
  private final NodeOptions options = new NodeOptions();

  @Override
  public Integer call() throws Exception {
    NodeConfig config;
    try {
      config = options.toConfig();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME))
        .setLevel(Level.toLevel(config.logging()));
    Node node = Node.start(config);
    ShutdownHook hook = ShutdownHook.install(node);
    PrintWriter out = spec.commandLine().getOut();
    out.println(node.readyLine());
    out.flush();
    hook.awaitShutdown();
    return CommandLine.ExitCode.OK;
  }

  /** Makes the parser of the command line, with the environment of this process. */
  static CommandLine commandLine() {
    return commandLine(System.getenv());
  }

  /**
   * Makes the parser of the command line: an option counts before the environment, that before the
   * file.
   *
   * @param environment variables by name
   */
  static CommandLine commandLine(Map<String, String> environment) {
    ShhnodeCommand command = new ShhnodeCommand();
    CommandSpec spec = CommandSpec.forAnnotatedObject(command);
    command.options.addTo(spec);
    // Added last because the help lists options in the order in which they are added.
    spec.mixinStandardHelpOptions(true);
    return new CommandLine(spec)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOverwrittenOptionsAllowed(true)
        .setDefaultValueProvider(new OptionDefaults(environment))
        .setParameterExceptionHandler(ShhnodeCommand::explainUsage)
        .setExecutionExceptionHandler(ShhnodeCommand::explain);
  }

  /** Says in one line what is wrong, without printing the whole help. */
  private static int explainUsage(ParameterException wrong, String[] args) {
    CommandLine commandLine = wrong.getCommandLine();
    String name = commandLine.getCommandSpec().qualifiedName();
    commandLine.getErr().println("shhnode: " + withoutCommandLine(wrong));
    commandLine.getErr().println("Try '" + name + " --help'.");
    return CommandLine.ExitCode.USAGE;
  }

  /**
   * The message without the arguments: picocli repeats them all, also secret ones, if it cannot
   * read a value.
   */
  private static String withoutCommandLine(ParameterException wrong) {
    String message = String.valueOf(wrong.getMessage());
    int repeated = message.indexOf(REPEATED_ARGUMENTS);
    if (repeated < 0) {
      return message;
    }
    String reason = wrong.getCause() == null ? "" : ": " + Failures.describe(wrong.getCause());
    return wrong.getArgSpec() instanceof OptionSpec option
        ? option.longestName() + reason
        : message.substring(0, repeated) + reason;
  }

  /** Says in one line what has failed; the stack trace is logged at DEBUG. */
  private static int explain(
      Exception failure, CommandLine commandLine, CommandLine.ParseResult parsed) {
    LoggerFactory.getLogger(ShhnodeCommand.class).debug("command failed", failure);
    commandLine.getErr().println("shhnode: " + Failures.describe(failure));
    return CommandLine.ExitCode.SOFTWARE;
  }
}
