// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.commands;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.apache.tuweni.bytes.Bytes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code shhnode post}: sends one message through a running node. Belongs to the main thread. */
@Command(
    name = "post",
    description = "Sends a message through a running node and prints the envelope's hash.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class PostCommand implements Callable<Integer> {

  /**
   * System property that the launcher sets if standard error is a terminal, as Java cannot tell.
   */
  private static final String TERMINAL = "shhnode.terminal";

  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;
  @Mixin private MessageKeyOptions keys;
  @Mixin private RouteOptions route;

  @Option(
      names = "--public-key",
      paramLabel = "<HEX>",
      description = "Key of the only reader, 65 bytes beginning with 04.")
  private @Nullable String publicKey;

  @Option(
      names = "--topic",
      paramLabel = "<HEX>",
      description = "Topic, 4 bytes; required unless --public-key is given.")
  private @Nullable String topic;

  @Option(
      names = "--sign-key",
      paramLabel = "<HEX>",
      description = "Private key, 32 bytes, that signs the message.")
  private @Nullable String signKey;

  @Option(
      names = "--ttl",
      paramLabel = "<SECONDS>",
      description = "How long the envelope lives (default: ${DEFAULT-VALUE}).")
  private long ttl = 50;

  @Option(
      names = "--pow-target",
      paramLabel = "<POW>",
      description = "Proof of work to reach (default: the node's minimum).")
  private @Nullable Double powTarget;

  @Option(
      names = "--pow-time",
      paramLabel = "<SECONDS>",
      description = "How long to search for it at most (default: ${DEFAULT-VALUE}).")
  private long powTime = 30;

  @Option(
      names = "--hex",
      paramLabel = "<HEX>",
      description = "Payload in hexadecimal, instead of text.")
  private @Nullable String hex;

  @Parameters(
      arity = "0..1",
      paramLabel = "<TEXT>",
      description = "Payload; read from standard input if neither it nor --hex is given.")
  private @Nullable String text;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (keys.isGiven() == (publicKey != null)) {
      throw new ParameterException(
          spec.commandLine(),
          "give either a password or symmetric key, or the public key of the reader");
    }
    if (hex != null && text != null) {
      throw new ParameterException(
          spec.commandLine(), "give the payload as text or with --hex, not both");
    }
    route.check(connection, spec.commandLine());
    PostStages stages = new PostStages(this::print);
    try (RpcClient client = connection.connect(params -> onNotification(params, stages))) {
      if (connection.carriesNotifications() && Boolean.getBoolean(TERMINAL)) {
        client.call("shh_subscribe", "postProgress");
      }
      if (route.waits()) {
        client.call("mix_subscribe", "posts");
      }
      String hash = post(client);
      return route.waits() ? await(hash, stages, client) : CommandLine.ExitCode.OK;
    }
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  private void onNotification(JsonNode params, PostStages stages) {
    JsonNode result = params.path("result");
    if (result.has("nonces")) {
      showProgress(spec.commandLine().getErr(), result);
    } else {
      stages.onNotification(result);
    }
  }

  private static int await(String hash, PostStages stages, RpcClient client) throws IOException {
    stages.follow(hash);
    CompletableFuture.anyOf(stages.end(), client.closed()).join();
    if (!stages.end().isDone()) {
      throw new IOException(client.closed().join());
    }
    return stages.end().join() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  /** Posts the message and prints its hash. */
  private String post(RpcClient client) throws IOException, InterruptedException {
    try (KeysOnNode given = new KeysOnNode(client, spec.commandLine().getErr())) {
      String symKeyId = keys.isGiven() ? given.addSymmetric(keys) : "";
      String signKeyId = signKey == null ? "" : given.addPrivate(signKey);
      String hash = client.call("shh_post", message(client, symKeyId, signKeyId)).asText();
      print(hash);
      return hash;
    }
  }

  private Map<String, Object> message(RpcClient client, String symKeyId, String signKeyId)
      throws IOException, InterruptedException {
    Map<String, Object> message = new LinkedHashMap<>();
    if (!symKeyId.isEmpty()) {
      message.put("symKeyID", symKeyId);
    }
    if (publicKey != null) {
      message.put("pubKey", Hex.withPrefix(publicKey));
    }
    if (!signKeyId.isEmpty()) {
      message.put("sig", signKeyId);
    }
    if (topic != null) {
      message.put("topic", Hex.withPrefix(topic));
    }
    route.route().ifPresent(asked -> message.put("route", asked));
    message.put("ttl", ttl);
    message.put("payload", payload());
    message.put("powTime", powTime);
    message.put(
        "powTarget",
        powTarget == null ? client.call("shh_info").path("minPow").asDouble() : powTarget);
    return message;
  }

  private String payload() throws IOException {
    if (hex != null) {
      return Hex.withPrefix(hex);
    }
    return text == null ? Bytes.wrap(System.in.readAllBytes()).toHexString() : Hex.ofText(text);
  }

  private static void showProgress(PrintWriter err, JsonNode progress) {
    double expected = Math.max(1, progress.path("expected").asDouble());
    err.printf(
        "\rmining: %,d nonces, %.0f %% of the usual, %.1f s ",
        progress.path("nonces").asLong(),
        100 * progress.path("nonces").asLong() / expected,
        progress.path("seconds").asDouble());
    err.flush();
  }
}
