// SPDX-License-Identifier: Apache-2.0
import java.lang.reflect.Method;
import java.util.Optional;

/** Prints whether the node on the class path finds libsecp256k1 there. */
public final class NativeProbe {

  private NativeProbe() {}

  /** Leaves arguments alone: they are those that the launcher adds. */
  public static void main(String[] args) throws ReflectiveOperationException {
    Method find = Class.forName("dev.shhnode.crypto.NativeSecp256k1").getDeclaredMethod("find");
    find.setAccessible(true);
    System.out.println("native secp256k1: " + ((Optional<?>) find.invoke(null)).isPresent());
  }
}
