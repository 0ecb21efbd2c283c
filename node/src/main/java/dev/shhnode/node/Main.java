// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

/** Entry point of the program. */
public final class Main {

  private Main() {}

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    FatalErrors.install();
    System.exit(ShhnodeCommand.commandLine().execute(args));
  }
}
