// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import dev.shhnode.shh.ClockOffset;
import dev.shhnode.shh.ShhListener;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns the operator of a wrong clock. Called on the shh loop. */
final class ClockWarnings extends ShhListener.Forwarding {

  private static final Logger LOG = LoggerFactory.getLogger(ClockWarnings.class);

  ClockWarnings(ShhListener next) {
    super(next);
  }

  @Override
  public void onClockOffset(Optional<ClockOffset> offset) {
    offset.ifPresentOrElse(
        wrong -> LOG.warn("{}", wrong.inWords()),
        () -> LOG.info("this machine's clock is no longer known to be wrong"));
    super.onClockOffset(offset);
  }
}
