// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.geth;

import dev.shhnode.envelope.Topic;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.tuweni.bytes.Bytes;

/** Reads hexadecimal text with the checks and texts of geth's {@code hexutil}. */
public final class HexText {

  /** The topic that geth takes for an absent one. */
  static final Bytes ZERO_TOPIC = Topic.ZERO.toBytes();

  private HexText() {}

  /** Reads {@code 0x} and an even number of digits of either case; empty text is no bytes. */
  public static Bytes decode(String text) throws GoDecodeException {
    return digits(strip(text));
  }

  /**
   * Reads a topic of {@code minBytes} to 4 bytes.
   *
   * <p>geth takes exactly 4 and says so in the error, also where fewer are accepted here.
   */
  static Bytes decodeTopic(String text, int minBytes) throws GoDecodeException {
    String digits = strip(text);
    int size = digits.length() / 2;
    if (size < minBytes || size > Topic.SIZE) {
      throw new GoDecodeException(
          String.format(
              Locale.ROOT,
              "hex string has length %d, want %d for Topic",
              digits.length(),
              Topic.SIZE * 2));
    }
    return digits(digits);
  }

  /**
   * As geth's {@code common.FromHex}: with or without 0x, and up to the first character that is no
   * hexadecimal digit.
   */
  public static Bytes decodeLeniently(String text) {
    String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
    String even = digits.length() % 2 == 0 ? digits : "0" + digits;
    int valid = 0;
    while (valid < even.length() && HexFormat.isHexDigit(even.charAt(valid))) {
      valid++;
    }
    return Bytes.wrap(HexFormat.of().parseHex(even.substring(0, valid - valid % 2)));
  }

  /**
   * Reads a QUANTITY of up to 64 bits.
   *
   * <p>Unlike geth, accepts leading zeros, since web3j pads to whole bytes, and reads what is above
   * 63 bits as the largest {@code long}.
   */
  static long decodeQuantity(String text) throws GoDecodeException {
    if (text.isEmpty()) {
      throw new GoDecodeException("empty hex string");
    }
    if (!text.startsWith("0x") && !text.startsWith("0X")) {
      throw new GoDecodeException("hex string without 0x prefix");
    }
    String digits = text.substring(2);
    if (digits.isEmpty()) {
      throw new GoDecodeException("hex string \"0x\"");
    }
    if (!digits.chars().allMatch(HexFormat::isHexDigit)) {
      throw new GoDecodeException("invalid hex string");
    }
    int zeros = 0;
    while (zeros < digits.length() - 1 && digits.charAt(zeros) == '0') {
      zeros++;
    }
    String significant = digits.substring(zeros);
    if (significant.length() > 16) {
      throw new GoDecodeException("hex number > 64 bits");
    }
    long value = Long.parseUnsignedLong(significant, 16);
    return value < 0 ? Long.MAX_VALUE : value;
  }

  private static String strip(String text) throws GoDecodeException {
    if (text.isEmpty()) {
      return text;
    }
    if (!text.startsWith("0x") && !text.startsWith("0X")) {
      throw new GoDecodeException("hex string without 0x prefix");
    }
    if (text.length() % 2 != 0) {
      throw new GoDecodeException("hex string of odd length");
    }
    return text.substring(2);
  }

  private static Bytes digits(String digits) throws GoDecodeException {
    try {
      return Bytes.wrap(HexFormat.of().parseHex(digits));
    } catch (IllegalArgumentException e) {
      throw new GoDecodeException("invalid hex string");
    }
  }
}
