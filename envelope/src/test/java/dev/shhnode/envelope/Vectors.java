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
record Vectors(String file, WhisperVersion version, PowRule rule, JsonNode root) {

  /** The files of v5 and v6, each with the rule by which that software judges. */
  private static Stream<Vectors> modern() {
    return Stream.of(
        read("v6-geth1.8.27.json", WhisperVersion.V6, PowRule.PRE_1_9),
        read("v6-geth1.9.6.json", WhisperVersion.V6, PowRule.EIP_627),
        read("v6-status.json", WhisperVersion.V6, PowRule.EIP_627),
        read("v5-geth1.8.27.json", WhisperVersion.V5, PowRule.PRE_1_9));
  }

  private static Vectors classic() {
    return read("v2-geth1.7.3.json", WhisperVersion.V2, PowRule.CLASSIC);
  }

  private static Vectors read(String file, WhisperVersion version, PowRule rule) {
    try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + file)) {
      return new Vectors(file, version, rule, new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows of one section of all files of v5 and v6 that have it. */
  static Stream<Row> rows(String section) {
    return modern().flatMap(vectors -> vectors.section(section));
  }

  /** The rows of one section of the v2 file. */
  static Stream<Row> classicRows(String section) {
    return classic().section(section);
  }

  private Stream<Row> section(String name) {
    return StreamSupport.stream(root.path(name).spliterator(), false)
        .map(node -> new Row(this, node));
  }

  /** One row. */
  record Row(Vectors vectors, JsonNode node) {

    WhisperVersion version() {
      return vectors.version();
    }

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
