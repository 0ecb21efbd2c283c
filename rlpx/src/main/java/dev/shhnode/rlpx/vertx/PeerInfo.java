// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.Capability;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A connected peer, as shown to users.
 *
 * @param id its public key
 * @param clientId what it calls itself; written by a stranger
 * @param capabilities what it says it speaks
 * @param localAddress our end
 * @param remoteAddress its end
 * @param inbound whether it dialled us
 * @param isStatic whether we keep dialling it
 * @param isTrusted whether it is let in beyond the limit of connections
 */
public record PeerInfo(
    PublicKey id,
    String clientId,
    List<Capability> capabilities,
    InetSocketAddress localAddress,
    InetSocketAddress remoteAddress,
    boolean inbound,
    boolean isStatic,
    boolean isTrusted) {}
