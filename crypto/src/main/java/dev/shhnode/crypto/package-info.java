// SPDX-License-Identifier: Apache-2.0
/**
 * The primitives that the RLPx transport and Whisper envelopes share: Keccak-256, secp256k1 keys
 * and signatures, ECIES, AES-256-GCM, Whisper's password derivation and strict RLP.
 *
 * <p>Must not know packets, peers or envelopes, and never logs. Sources: SEC 1 and SEC 2, NIST SP
 * 800-56A (the KDF of ECIES), SP 800-38D, RFC 8018, the RLPx specification and EIP-627.
 */
@NullMarked
package dev.shhnode.crypto;

import org.jspecify.annotations.NullMarked;
