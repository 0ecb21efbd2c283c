// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import java.util.List;

/**
 * All messages that a {@code shh/2} filter takes, as they are given out.
 *
 * @param all the oldest first
 * @param unread those of them that waited in the filter, and wait no longer
 */
public record ClassicReading(List<ClassicMessage> all, List<ClassicMessage> unread) {

  public static final ClassicReading NOTHING = new ClassicReading(List.of(), List.of());
}
