// SPDX-License-Identifier: Apache-2.0
/**
 * Puts the parts of Whisper together and gives them a loop: {@link
 * dev.shhnode.shh.service.ShhService} is how a program runs it.
 */
@NullMarked
package dev.shhnode.shh.service;

import org.jspecify.annotations.NullMarked;
