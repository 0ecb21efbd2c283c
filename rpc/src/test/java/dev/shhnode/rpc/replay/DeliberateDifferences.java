// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.replay;

import static dev.shhnode.rpc.replay.Difference.any;
import static dev.shhnode.rpc.replay.Difference.error;
import static dev.shhnode.rpc.replay.Difference.ofMessages;
import static dev.shhnode.rpc.replay.Difference.result;
import static java.util.Map.entry;

import java.util.HashMap;
import java.util.Map;

/**
 * Where our answers differ from the recorded ones on purpose, by line: {@code
 * docs/rpc-differences.md}. That the messages of Whisper 2 have more members is told by {@link
 * ClassicItems}.
 */
final class DeliberateDifferences {

  private static final String SERVED = "the methods of every generation are served everywhere";
  private static final String WORDS = "geth 1.8.27 says it so";
  private static final String LAST_TOPIC = "in geth only the last of several topics matches";
  private static final String PREFIXES = "filters take topics of 1 to 4 bytes";
  private static final String HASHES = "hashes have a prefix, as geth's";
  private static final String NO_ENODE = "invalid URL scheme, want \"enode\"";
  private static final String NO_POINT = "invalid node ID (invalid secp256k1 public key)";
  private static final String NO_PREFIX = "invalid argument 0: json: cannot unmarshal hex string";

  private static final Difference OWN_NODE =
      any("no ENR, since there is no discovery; own name, the versions that are spoken");
  private static final Difference NO_ANSWER =
      new Difference("", "JSON-RPC 2.0: a notification is not answered");
  private static final Difference NET_VERSION =
      result(7, "\"1\"", "the recorded node did not serve net_*");
  private static final Difference PARSE_ERROR =
      new Difference(
          "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,"
              + "\"message\":\"parse error: not a JSON text\"}}",
          "JSON-RPC 2.0: the code of parse errors, with an id; the connection stays");

  static final Map<Integer, Difference> V6_GETH18 =
      Map.ofEntries(
          entry(2, OWN_NODE),
          entry(4, NO_ANSWER),
          entry(9, batch("6.0")),
          entry(14, NET_VERSION),
          entry(70, any(SERVED)),
          entry(91, any(PREFIXES)),
          entry(99, result(177, "[]", SERVED)),
          entry(200, result(387, "null", SERVED)),
          entry(219, PARSE_ERROR));

  /** Of geth 1.9 and of Status, which is built on it. */
  private static final Map<Integer, Difference> V6_LATER =
      Map.ofEntries(
          entry(2, OWN_NODE),
          entry(7, result(1, "\"6.0\"", "geth 1.8.27 ignores parameters of a method without")),
          entry(8, unknown(1, "foo_bar", WORDS)),
          entry(9, batch("6.0")),
          entry(14, NET_VERSION),
          entry(34, error(47, -32000, NO_POINT, WORDS)),
          entry(35, error(49, -32000, NO_ENODE, WORDS)),
          entry(70, any(SERVED)),
          entry(91, any(PREFIXES)),
          entry(99, result(177, "[]", SERVED)),
          entry(194, error(369, -32000, "failed to parse target peer: " + NO_ENODE, WORDS)),
          entry(212, unknown(404, "shh_nothing", WORDS)),
          entry(222, PARSE_ERROR));

  static final Map<Integer, Difference> V6_GETH19 =
      with(V6_LATER, Map.of(203, result(387, "null", SERVED)));

  static final Map<Integer, Difference> V6_STATUS =
      with(
          V6_LATER,
          Map.of(
              15,
              any("the recorded node did not serve web3_*"),
              167,
              error(313, -32000, "invalid id", "keys are named by id, as by geth"),
              181,
              ofMessages(5, "line 167 posted no message"),
              182,
              ofMessages(5, "line 167 posted no message"),
              184,
              ofMessages(0, "line 167 posted no message")));

  static final Map<Integer, Difference> V6_MURMUR =
      Map.ofEntries(
          entry(4, any("members in the order of geth; the figures are those of this node")),
          entry(5, error(7, -32000, "invalid length, need 256 bits", WORDS)),
          entry(9, error(15, -32000, "key pair nope not found", WORDS)),
          entry(15, any("the method is served")),
          entry(16, error(29, -32000, "Unsubscribe: Invalid ID", "the method is served")),
          entry(17, unknown(31, "shh_foo", WORDS)),
          entry(18, any("the peer has to be connected, as in geth")),
          entry(19, any("ids of subscriptions have a prefix, as geth's")),
          entry(22, any(HASHES)),
          entry(24, any("a message without signer is posted")),
          entry(26, any(HASHES)),
          entry(28, any(HASHES)),
          entry(30, error(53, -32000, "non-existent key ID", WORDS)),
          entry(31, error(55, -32000, "invalid public key", WORDS)),
          entry(32, error(57, -32000, "message rejected, PoW too low", WORDS)),
          entry(36, any(HASHES)));

  private static final String OUTRUN =
      "messages without payload come too; the replay outruns the TTL";

  private static final Map<Integer, Difference> V5 =
      Map.ofEntries(
          entry(2, OWN_NODE),
          entry(4, NO_ANSWER),
          entry(9, batch("5.0")),
          entry(14, NET_VERSION),
          entry(66, any(SERVED)),
          entry(87, any(PREFIXES)),
          entry(95, result(169, "[]", SERVED)));

  static final Map<Integer, Difference> V5_GETH18 =
      with(
          V5,
          Map.of(
              120, ofMessages(1, LAST_TOPIC),
              126, ofMessages(1, LAST_TOPIC),
              144, ofMessages(1, LAST_TOPIC),
              150, ofMessages(1, LAST_TOPIC),
              194, result(374, "null", SERVED),
              213, PARSE_ERROR));

  static final Map<Integer, Difference> V5_GETH17 =
      with(
          V5,
          Map.of(
              30, error(39, -32000, NO_POINT, WORDS),
              33, any("peers are named by their hash, as by geth 1.8.27"),
              34, error(47, -32000, "invalid private key, zero or negative", WORDS),
              114, ofMessages(0, "in geth 1.7 every topic matches if there are several"),
              191, any("peers are named by their hash, as by geth 1.8.27"),
              204, any(PREFIXES),
              206, error(392, -32602, "missing value for required argument 0", "JSON-RPC 2.0"),
              207,
                  error(
                      394,
                      -32602,
                      "invalid argument 0: json: cannot unmarshal number into Go value of type"
                          + " string",
                      "JSON-RPC 2.0")));

  static final Map<Integer, Difference> V2_GETH17 =
      Map.ofEntries(
          entry(2, OWN_NODE),
          entry(4, NO_ANSWER),
          entry(9, batch("0x2")),
          entry(13, any(SERVED)),
          entry(14, NET_VERSION),
          entry(23, any(SERVED)),
          entry(128, error(235, -32000, "invalid public key", "geth falls over it")),
          entry(
              132,
              error(
                  243,
                  -32000,
                  "ttl of 9223372036854775807 seconds, at most 4294967295",
                  "geth posts what has expired long ago")),
          entry(133, result(245, "true", "geth 1.3 took numbers")),
          entry(137, any(OUTRUN)),
          entry(147, any(OUTRUN)));

  static final Map<Integer, Difference> V2_GETH15 =
      with(
          V2_GETH17,
          Map.of(
              10, any("geth 1.7 and later want application/json"),
              129, ttl(237),
              131, ttl(241),
              139, filterId(257, "invalid argument 0: json: cannot unmarshal non-string"),
              140, filterId(259, NO_PREFIX + " without 0x prefix"),
              142, filterId(263, "invalid argument 0: json: cannot unmarshal non-string"),
              143, filterId(265, NO_PREFIX + " without 0x prefix")));

  private DeliberateDifferences() {}

  private static Difference batch(String version) {
    return new Difference(
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\""
            + version
            + "\"},{\"jsonrpc\":\"2.0\",\"id\":2,"
            + "\"error\":{\"code\":-32601,\"message\":"
            + "\"The method shh_foo does not exist/is not available\"}}]",
        "JSON-RPC 2.0: a notification in a batch is not answered; geth 1.8.27's words");
  }

  private static Difference unknown(int id, String method, String reason) {
    return error(id, -32601, "The method " + method + " does not exist/is not available", reason);
  }

  private static Difference ttl(int id) {
    return error(
        id,
        -32602,
        NO_PREFIX + " without 0x prefix into Go struct field .ttl of type hexutil.Uint64",
        "geth 1.7.3 says it so");
  }

  private static Difference filterId(int id, String problem) {
    return error(
        id, -32602, problem + " into Go value of type hexutil.Uint", "geth 1.7.3 says it so");
  }

  private static Map<Integer, Difference> with(
      Map<Integer, Difference> some, Map<Integer, Difference> more) {
    Map<Integer, Difference> all = new HashMap<>(some);
    all.putAll(more);
    return Map.copyOf(all);
  }
}
