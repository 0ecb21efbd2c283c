// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.geth;

import dev.shhnode.rpc.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The state of decoding one parameter as Go's {@code encoding/json} does, of which clients see the
 * error texts.
 *
 * <p>Go knows two kinds of failure. A value of the wrong kind is noted, decoding goes on, and the
 * first such failure is reported at the end ({@link #mismatch}). A failure of a type's own decoder
 * ends the decoding at once and is reported instead ({@link #refusal}). Both name the struct field,
 * if the value is one, and the Go type. Not thread-safe; belongs to one call.
 */
public final class GoDecoder {

  /** The package in which types of geth are described here. */
  private static final String DESCRIBED_PACKAGE = "whisperv6";

  private final String packageName;
  private String place = " into Go value of type ";
  private @Nullable String firstMismatch;

  private GoDecoder(String packageName) {
    this.packageName = packageName;
  }

  /**
   * Decodes one parameter.
   *
   * @param packageName the Go package that the texts name for types that are described as those of
   *     {@code whisperv6}
   */
  public static <T> T decode(JsonValue value, GoType<T> type, String packageName)
      throws GoDecodeException {
    GoDecoder decoder = new GoDecoder(packageName);
    T decoded = type.decode(value, decoder);
    if (decoder.firstMismatch != null) {
      throw new GoDecodeException(decoder.firstMismatch);
    }
    return decoded;
  }

  /** Says that the values decoded from here on belong to a field of a struct. */
  void enterField(String struct, String field) {
    place = " into Go struct field " + struct + "." + field + " of type ";
  }

  /**
   * Notes a value of the wrong kind.
   *
   * @param value what was met, for example {@code string} or {@code number 1.5}
   * @param type the Go type that was to be filled, for example {@code uint32}
   */
  public void mismatch(String value, String type) {
    if (firstMismatch == null) {
      firstMismatch = text(value, type);
    }
  }

  /** The failure of a type's own decoder, for example of geth's {@code hexutil.Bytes}. */
  GoDecodeException refusal(String problem, String type) {
    return new GoDecodeException(text(problem, type));
  }

  private String text(String value, String type) {
    String named = type.replace(DESCRIBED_PACKAGE, packageName);
    return "json: cannot unmarshal " + value + place + named;
  }
}
