// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.commands;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
import picocli.CommandLine.Spec;

/**
 * {@code shhnode listen}: follows messages that a running node receives. Parsed and run by the main
 * thread; messages are printed by the thread of the connection, one at a time.
 */
@Command(
    name = "listen",
    description = "Prints messages as a running node receives them.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ListenCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;
  @Mixin private MessageKeyOptions keys;

  @Option(
      names = "--private-key",
      paramLabel = "<HEX>",
      description = "Private key, 32 bytes, to which messages are addressed.")
  private @Nullable String privateKey;

  @Option(
      names = "--topic",
      split = ",",
      paramLabel = "<HEX>",
      description = "Topics, 1 to 4 bytes each (default: all; needed with a symmetric key).")
  private List<String> topics = new ArrayList<>();

  @Option(
      names = "--count",
      paramLabel = "<N>",
      description = "End after so many messages (default: never).")
  private int count = Integer.MAX_VALUE;

  @Option(names = "--json", description = "Print every message whole, as one JSON object a line.")
  private boolean json;

  /** Done when no more is printed: with whether all has been. */
  private final CompletableFuture<Boolean> enough = new CompletableFuture<>();

  private int printed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (keys.isGiven() == (privateKey != null)) {
      throw new ParameterException(
          spec.commandLine(), "give either a password or symmetric key, or a private key");
    }
    if (!connection.carriesNotifications()) {
      throw new ParameterException(
          spec.commandLine(), "messages are not pushed over HTTP: give a ws: or ipc: URL");
    }
    if (count < 1) {
      throw new ParameterException(
          spec.commandLine(), "--count is " + count + ", expected 1 or more");
    }
    try (RpcClient client = connection.connect(params -> print(params.path("result")))) {
      subscribe(client);
      CompletableFuture.anyOf(enough, client.closed()).join();
      if (!enough.isDone()) {
        throw new IOException(client.closed().join());
      }
      if (!enough.join()) {
        throw new IOException(
            "nobody takes what is printed: the reader has gone, or a disk is full");
      }
    }
    return CommandLine.ExitCode.OK;
  }

  /** The key is deleted at once: the subscription has its own copy. */
  private void subscribe(RpcClient client) throws IOException, InterruptedException {
    try (KeysOnNode given = new KeysOnNode(client, spec.commandLine().getErr())) {
      client.call("shh_subscribe", "messages", criteria(given));
    }
  }

  private Map<String, Object> criteria(KeysOnNode given) throws IOException, InterruptedException {
    Map<String, Object> criteria = new LinkedHashMap<>();
    if (privateKey != null) {
      criteria.put("privateKeyID", given.addPrivate(privateKey));
    } else {
      criteria.put("symKeyID", given.addSymmetric(keys));
    }
    if (!topics.isEmpty()) {
      criteria.put("topics", topics.stream().map(Hex::withPrefix).toList());
    }
    return criteria;
  }

  private synchronized void print(JsonNode message) {
    if (enough.isDone()) {
      return;
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? message.toString() : line(message));
    out.flush();
    printed++;
    if (hasFailed(out)) {
      enough.complete(false);
    } else if (printed == count) {
      enough.complete(true);
    }
  }

  /** What becomes of standard output picocli's writer does not say. */
  private static boolean hasFailed(PrintWriter out) {
    return out.checkError() || System.out.checkError();
  }

  /** Time, topic, beginning of the signer's key, and the payload: as text if it is text. */
  private static String line(JsonNode message) {
    String signer = message.path("sig").asText("");
    return "%s %s %s %s"
        .formatted(
            Instant.ofEpochSecond(message.path("timestamp").asLong()),
            message.path("topic").asText(),
            signer.isEmpty() ? "unsigned" : signer.substring(0, Math.min(14, signer.length())),
            printable(message.path("payload").asText("0x")));
  }

  /** Payloads come from strangers, so no control characters reach the terminal. */
  private static String printable(String hex) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Bytes.fromHexString(hex).toArrayUnsafe()))
              .toString();
      return text.chars().anyMatch(Character::isISOControl) ? hex : text;
    } catch (CharacterCodingException notText) {
      return hex;
    }
  }
}
