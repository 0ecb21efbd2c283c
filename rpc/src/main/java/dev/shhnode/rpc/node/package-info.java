// SPDX-License-Identifier: Apache-2.0
/**
 * {@code admin_*}, {@code net_*} and {@code web3_*}: the node and its peers, in the shapes of geth
 * 1.8.27.
 *
 * <p>Must not know the program: it is asked by {@link dev.shhnode.rpc.node.NodeAdmin}.
 */
@NullMarked
package dev.shhnode.rpc.node;

import org.jspecify.annotations.NullMarked;
