// SPDX-License-Identifier: Apache-2.0

/** What should not have happened: the node did what it must not do, or did not serve the honest. */
final class Complaint extends RuntimeException {

  private static final long serialVersionUID = 1;

  Complaint(String what) {
    super(what);
  }
}
