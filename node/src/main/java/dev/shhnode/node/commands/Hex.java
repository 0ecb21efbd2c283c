// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.commands;

import java.nio.charset.StandardCharsets;
import org.apache.tuweni.bytes.Bytes;

/** Hexadecimal text as people type it. */
final class Hex {

  private Hex() {}

  static String withPrefix(String hex) {
    return hex.startsWith("0x") ? hex : "0x" + hex;
  }

  static String ofText(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)).toHexString();
  }
}
