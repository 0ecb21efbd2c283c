// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shhnode.pow.PowRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.tuweni.bytes.Bytes;

/** One file of golden vectors; see the README beside them. */
record Vectors(String file, PowRule rule, JsonNode root) {

  /** All files, each with the rule by which that software judges. */
  static Stream<Vectors> all() {
    return Stream.of(
        read("v6-geth1.8.27.json", PowRule.PRE_1_9),
        read("v6-geth1.9.6.json", PowRule.EIP_627),
        read("v6-status.json", PowRule.EIP_627));
  }

  private static Vectors read(String file, PowRule rule) {
    try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + file)) {
      return new Vectors(file, rule, new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows of one section, with the file they come from. */
  static Stream<Row> rows(String section) {
    return all()
        .flatMap(
            vectors ->
                StreamSupport.stream(vectors.root().get(section).spliterator(), false)
                    .map(node -> new Row(vectors, node)));
  }

  /** One row. */
  record Row(Vectors vectors, JsonNode node) {

    Bytes bytes(String field) {
      return Bytes.fromHexString(node.get(field).asText());
    }

    boolean has(String field) {
      return node.has(field);
    }

    String text(String field) {
      return node.get(field).asText();
    }

    Bytes key(String... path) {
      JsonNode key = vectors.root().get("keys");
      for (String step : path) {
        key = key.get(step);
      }
      return Bytes.fromHexString(key.asText());
    }

    Row at(String field) {
      return new Row(vectors, node.get(field));
    }

    @Override
    public String toString() {
      JsonNode name = node.has("name") ? node.get("name") : node.path("hash");
      return vectors.file() + " " + name.asText();
    }
  }
}
