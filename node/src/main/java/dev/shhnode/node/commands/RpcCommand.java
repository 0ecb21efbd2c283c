// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.commands;

import dev.shhnode.node.options.NodeConfig;
import dev.shhnode.node.secrets.JwtSecretFile;
import dev.shhnode.rpc.auth.JwtSecret;
import dev.shhnode.rpc.auth.JwtWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code shhnode rpc}: what clients of JSON-RPC need. Belongs to the main thread. */
@Command(
    name = "rpc",
    description = "Makes what clients of JSON-RPC need.",
    mixinStandardHelpOptions = true,
    subcommands = RpcCommand.Token.class)
public final class RpcCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: token");
  }

  /** {@code shhnode rpc token}. */
  @Command(
      name = "token",
      description =
          "Prints a token for clients of a node that was started with the same --rpc-jwt-secret.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  static final class Token implements Callable<Integer> {

    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,8})([smhd])");

    /** Ours: who wants a token for longer wants none that ends. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    @Spec private CommandSpec spec;

    @Option(
        names = NodeConfig.WebSecurity.JWT_SECRET,
        required = true,
        paramLabel = "<FILE>",
        description = "The secret that the node shares, 64 hex digits.")
    private Path secretFile = Path.of("");

    @Option(
        names = "--permissions",
        split = ",",
        paramLabel = "<PERMISSION>",
        description =
            "What may be called of what the node serves: shh:*, shh:post and the like (default: all).")
    private @Nullable List<String> permissions;

    @Option(
        names = "--expires",
        paramLabel = "<TIME>",
        description = "How long the token holds: 90s, 15m, 12h or 30d (default: ${DEFAULT-VALUE}).")
    private String expires = "1h";

    @Override
    public Integer call() throws IOException {
      Instant now = Instant.now();
      Instant end = now.plus(lifetime());
      JwtSecret secret = JwtSecretFile.read(NodeConfig.WebSecurity.JWT_SECRET, secretFile);
      String token;
      try {
        token = JwtWriter.write(secret, now, Optional.of(end), Optional.ofNullable(permissions));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(
            spec.commandLine(), "--permissions: " + String.valueOf(e.getMessage()), e);
      }
      PrintWriter out = spec.commandLine().getOut();
      out.println(token);
      out.flush();
      return CommandLine.ExitCode.OK;
    }

    private Duration lifetime() {
      Matcher parts = DURATION.matcher(expires);
      Duration lifetime =
          parts.matches()
              ? unit(parts.group(2)).multipliedBy(Long.parseLong(parts.group(1)))
              : Duration.ZERO;
      if (lifetime.isZero() || lifetime.compareTo(LONGEST) > 0) {
        throw new ParameterException(
            spec.commandLine(),
            "--expires is " + expires + ", expected 90s, 15m, 12h or 30d, 36500d at most");
      }
      return lifetime;
    }

    private static Duration unit(String letter) {
      return switch (letter) {
        case "s" -> Duration.ofSeconds(1);
        case "m" -> Duration.ofMinutes(1);
        case "h" -> Duration.ofHours(1);
        default -> Duration.ofDays(1);
      };
    }
  }
}
