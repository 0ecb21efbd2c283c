// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

/**
 * A SURB as its maker has it.
 *
 * @param surb to give away
 * @param keys to keep
 */
public record MadeSurb(Surb surb, SurbKeys keys) {}
