// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import dev.shhnode.crypto.PublicKey;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * What was sealed in an envelope.
 *
 * @param payload what the sender said
 * @param padding what hides the payload's size
 * @param signer who signed it, if anybody
 */
public record MessageContent(Bytes payload, Bytes padding, Optional<PublicKey> signer) {}
