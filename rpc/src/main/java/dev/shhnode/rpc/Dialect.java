// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

/**
 * A generation of {@code shh_*}, by which an endpoint answers calls whose parameters do not tell
 * the generation, such as {@code shh_version} without any. Parameters are looked at first, so that
 * DApps of other generations are served as well.
 */
public enum Dialect {
  /** geth 1.8.3 and later, status-im/whisper. */
  V6("/v6"),
  /** geth 1.6.7 to 1.8.2. */
  V5("/v5"),
  /** geth up to 1.6.0, cpp-ethereum: identities and lists of topics. */
  CLASSIC("/classic"),
  /** Parity 1.7 to 2.6, openethereum/whisper. */
  PARITY("/parity");

  private final String path;

  Dialect(String path) {
    this.path = path;
  }

  /**
   * The dialect that a URL asks for by its path, with or without a slash at the end.
   *
   * @param otherwise for every other path
   */
  public static Dialect ofPath(String path, Dialect otherwise) {
    String asked = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    for (Dialect dialect : values()) {
      if (dialect.path.equals(asked)) {
        return dialect;
      }
    }
    return otherwise;
  }

  /** The Go package by which geth's error texts name their types. */
  String goPackage() {
    return this == V5 ? "whisperv5" : "whisperv6";
  }
}
