// SPDX-License-Identifier: Apache-2.0
/**
 * The options of the node, a class for each feature: command line, environment and TOML file, and
 * the {@link dev.shhnode.node.options.NodeConfig} that they make.
 *
 * <p>Knows nothing of the node that is started with it.
 */
@NullMarked
package dev.shhnode.node.options;

import org.jspecify.annotations.NullMarked;
