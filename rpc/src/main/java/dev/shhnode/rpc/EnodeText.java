// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.Enode;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.tuweni.bytes.Bytes;

/** Reads enode URLs as parameters, with geth 1.8.27's texts for what is wrong with the node id. */
final class EnodeText {

  private static final Pattern ID_ONLY = Pattern.compile("(?i)(?:enode://)?([0-9a-f]+)");
  private static final Pattern SCHEME = Pattern.compile("(?i)enode://(.*)");
  private static final int ID_DIGITS = PublicKey.SIZE * 2;

  private EnodeText() {}

  /**
   * The node id of a URL; the rest of it is not looked at, and may be missing.
   *
   * @param prefix what to put before an error's text
   */
  static PublicKey id(String url, String prefix) throws RpcException {
    try {
      return parseId(digits(url));
    } catch (DecodeException e) {
      throw RpcException.failed(prefix + e.getMessage());
    }
  }

  /**
   * A URL that can be dialled.
   *
   * @param prefix what to put before an error's text
   */
  static Enode enode(String url, String prefix) throws RpcException {
    PublicKey unused = id(url, prefix);
    try {
      return Enode.parse(url);
    } catch (DecodeException e) {
      throw RpcException.failed(prefix + e.getMessage());
    }
  }

  private static String digits(String url) throws DecodeException {
    Matcher idOnly = ID_ONLY.matcher(url);
    if (idOnly.matches()) {
      return idOnly.group(1);
    }
    Matcher scheme = SCHEME.matcher(url);
    if (!scheme.matches()) {
      throw new DecodeException("invalid URL scheme, want \"enode\"");
    }
    String afterScheme = scheme.group(1);
    int at = afterScheme.indexOf('@');
    if (at < 0) {
      throw new DecodeException("does not contain node ID");
    }
    return afterScheme.substring(0, at);
  }

  private static PublicKey parseId(String digits) throws DecodeException {
    if (!digits.chars().allMatch(HexFormat::isHexDigit)) {
      throw invalidId("not hexadecimal");
    }
    if (digits.length() != ID_DIGITS) {
      throw invalidId("wrong length, want " + ID_DIGITS + " hex chars");
    }
    return PublicKey.fromBytes(Bytes.wrap(HexFormat.of().parseHex(digits)))
        .orElseThrow(() -> invalidId("invalid secp256k1 public key"));
  }

  private static DecodeException invalidId(String why) {
    return new DecodeException("invalid node ID (" + why + ")");
  }
}
