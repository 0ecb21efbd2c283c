// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.shhnode.node.failures.Failures;
import dev.shhnode.rlpx.peers.Enode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files that list nodes as geth's and Besu's {@code static-nodes.json} do: a JSON list of URLs. */
final class NodesFile {

  private NodesFile() {}

  /**
   * Reads a file.
   *
   * @param option the option that names it
   * @throws IllegalArgumentException naming option, file, and the line that is wrong
   */
  static List<Enode> read(String option, Path file) {
    String where = option + ", " + file;
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(option + ": " + describe(file, e), e);
    }
    try (JsonParser json = new JsonFactory().createParser(text)) {
      return nodes(where, json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          where + ", line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(where + ": " + Failures.describe(e), e);
    }
  }

  private static String describe(Path file, IOException failure) {
    String reason = Failures.describe(failure);
    return reason.startsWith(file.toString()) ? reason : file + ": " + reason;
  }

  private static List<Enode> nodes(String where, JsonParser json) throws IOException {
    List<Enode> nodes = new ArrayList<>();
    expect(JsonToken.START_ARRAY, json.nextToken(), where, json);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(JsonToken.VALUE_STRING, json.currentToken(), where, json);
      nodes.add(node(where + ", line " + line(json), json.getText()));
    }
    return nodes;
  }

  private static void expect(
      JsonToken wanted, @Nullable JsonToken found, String where, JsonParser json) {
    if (found != wanted) {
      throw new IllegalArgumentException(
          where + ", line " + line(json) + ": expected a JSON list of enode URLs as strings");
    }
  }

  private static int line(JsonParser json) {
    return json.currentTokenLocation().getLineNr();
  }

  /**
   * A node that can be dialled.
   *
   * @param where what to name if it cannot be
   */
  static Enode node(String where, String url) {
    Enode node;
    try {
      node = Enode.parse(url.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + ": " + e.getMessage() + ": " + url, e);
    }
    if (node.tcpPort() == 0) {
      throw new IllegalArgumentException(where + ": nobody listens on port 0: " + url);
    }
    return node;
  }
}
