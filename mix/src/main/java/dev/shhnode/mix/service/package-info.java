// SPDX-License-Identifier: Apache-2.0
/**
 * A node of a mix network as a devp2p sub-protocol on its loop.
 *
 * <p>Must open no sockets. Specification: the devp2p capability {@code mix/1}, docs/mix.md.
 */
@NullMarked
package dev.shhnode.mix.service;

import org.jspecify.annotations.NullMarked;
