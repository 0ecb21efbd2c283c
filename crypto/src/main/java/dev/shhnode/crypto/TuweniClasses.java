// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import java.lang.invoke.MethodHandles;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.bytes.Bytes48;
import org.apache.tuweni.bytes.MutableBytes;

/**
 * Initializes those classes of Tuweni that need one another for it: an interface has constants of
 * the classes that implement it, and they need the interface first. Two threads that begin at
 * different ends wait for each other for ever, so one has to be done before there are two.
 */
public final class TuweniClasses {

  private static final List<Class<?>> INTERFACES =
      List.of(Bytes.class, Bytes32.class, Bytes48.class, MutableBytes.class);

  private TuweniClasses() {}

  /**
   * Returns when they are initialized, at once if they are already. To be called before the first
   * thread is started that uses them.
   */
  public static void initialize() {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    for (Class<?> each : INTERFACES) {
      try {
        lookup.ensureInitialized(each);
      } catch (IllegalAccessException e) {
        throw new AssertionError("all are public", e);
      }
    }
  }
}
