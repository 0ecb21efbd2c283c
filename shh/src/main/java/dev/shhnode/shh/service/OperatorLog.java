// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import dev.shhnode.shh.ClockOffset;
import dev.shhnode.shh.ShhListener;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator of a wrong clock, and what is asked of peers while the pool is nearly full.
 * Called on the shh loop.
 */
final class OperatorLog extends ShhListener.Forwarding {

  private static final Logger LOG = LoggerFactory.getLogger(OperatorLog.class);

  private double asked;

  OperatorLog(ShhListener next) {
    super(next);
  }

  @Override
  public void onClockOffset(Optional<ClockOffset> offset) {
    offset.ifPresentOrElse(
        wrong -> LOG.warn("{}", wrong.inWords()),
        () -> LOG.info("this machine's clock is no longer known to be wrong"));
    super.onClockOffset(offset);
  }

  @Override
  public void onRequirement(double minPow, double chosen) {
    if (minPow > asked) {
      LOG.warn("the pool is nearly full: peers are asked for a proof of work of {}", minPow);
    } else {
      LOG.info("the pool has room again: peers are asked for a proof of work of {}", minPow);
    }
    asked = minPow;
    super.onRequirement(minPow, chosen);
  }
}
