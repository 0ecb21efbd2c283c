// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of a transcript, and the calls between them that it does not hold.
 *
 * @param exchanges in order
 * @param between steps with the line before which they belong
 */
record Recording(List<Exchange> exchanges, List<JsonNode> between) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The setup names the second node as the peer to be added. */
  private static final Pattern ENODE = Pattern.compile("admin_addPeer.*\"(enode://[^\"]+)\"");

  /** The setup asks the first node for its own URL, to which it adds the port for discovery. */
  private static final Pattern OWN_ENODE = Pattern.compile("\"enode\":\"(enode://[^?\"]+)");

  static final String ENODE_OF_A = "${enode of A}";

  static Recording of(Transcript transcript) throws IOException {
    List<JsonNode> lines = lines("/transcripts/" + transcript.fileName() + ".jsonl");
    List<Exchange> exchanges = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      exchanges.add(Exchange.of(i + 1, lines.get(i)));
    }
    return new Recording(
        exchanges, lines("/transcripts/" + transcript.fileName() + "-between.jsonl"));
  }

  /** What has to be called before a line. */
  List<JsonNode> before(int line) {
    return between.stream().filter(step -> step.path("beforeLine").asInt() == line).toList();
  }

  /** The URL of the recorded second node. */
  Optional<String> enodeOfB() {
    Matcher enode = ENODE.matcher(exchanges.get(0).request());
    return enode.find() ? Optional.of(enode.group(1)) : Optional.empty();
  }

  /** What was sent to the second node, with the first one's URL left open. */
  String requestToB(String request) {
    Matcher enode = OWN_ENODE.matcher(exchanges.get(1).response());
    return enode.find() ? request.replace(enode.group(1), ENODE_OF_A) : request;
  }

  private static List<JsonNode> lines(String resource) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    try (InputStream in = Recording.class.getResourceAsStream(resource);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(JSON.readTree(line));
      }
    }
    return lines;
  }
}
