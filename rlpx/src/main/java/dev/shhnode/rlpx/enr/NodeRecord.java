// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.enr;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.Rlp;
import dev.shhnode.crypto.RlpWriter;
import dev.shhnode.crypto.Secp256k1;
import dev.shhnode.rlpx.peers.Enode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.tuweni.bytes.Bytes;

/**
 * An Ethereum Node Record (EIP-778) of the identity scheme "v4": {@code [signature, seq, k, v, …]},
 * signed with the node's key. Every instance bears a valid signature, which is checked when it is
 * decoded; what its values say is the word of the node, and no more. Immutable.
 */
public final class NodeRecord {

  /** Most bytes of an encoded record (EIP-778, "RLP Encoding"). */
  public static final int MAX_SIZE = 300;

  private static final String PREFIX = "enr:";

  /** Base64 takes four characters for three bytes. */
  private static final int MAX_TEXT_LENGTH = PREFIX.length() + MAX_SIZE / 3 * 4;

  private static final String ID = "id";
  private static final String KEY = "secp256k1";
  private static final Bytes SCHEME =
      RlpWriter.value(Bytes.wrap("v4".getBytes(StandardCharsets.US_ASCII)));

  /** R and S of 32 bytes each (EIP-778, "v4 Identity Scheme"). */
  private static final int SIGNATURE_SIZE = 64;

  private static final int IPV4_SIZE = 4;
  private static final int IPV6_SIZE = 16;

  private final Bytes encoded;
  private final RecordContent content;
  private final PublicKey publicKey;

  private NodeRecord(Bytes encoded, RecordContent content, PublicKey publicKey) {
    this.encoded = encoded;
    this.content = content;
    this.publicKey = publicKey;
  }

  /**
   * Reads a record from outside.
   *
   * @param rlp one list and nothing after it
   * @throws DecodeException if it is larger than {@link #MAX_SIZE}, not canonical RLP all the way
   *     down, of another identity scheme, its keys are not sorted and unique, its public key is no
   *     point, or the signature is not by that key, with the lesser s as geth demands
   */
  public static NodeRecord decode(Bytes rlp) throws DecodeException {
    if (rlp.size() > MAX_SIZE) {
      throw new DecodeException(
          "node record of " + rlp.size() + " bytes, expected at most " + MAX_SIZE);
    }
    Bytes encoded = rlp.copy();
    if (Rlp.itemSize(encoded, 0) != encoded.size()) {
      throw new DecodeException("bytes after the node record");
    }
    List<Bytes> elements = RecordContent.split(Rlp.listContent(encoded));
    if (elements.isEmpty()) {
      throw new DecodeException("node record without a signature");
    }
    Bytes signature = Rlp.decodeFixedBytes(elements.get(0), SIGNATURE_SIZE);
    List<Bytes> signed = elements.subList(1, elements.size());
    RecordContent content = RecordContent.decode(signed);
    PublicKey publicKey = publicKey(content);
    if (!Secp256k1.verify(publicKey, Keccak256.hash(list(signed)), signature)) {
      throw new DecodeException("node record whose signature is not by its key");
    }
    return new NodeRecord(encoded, content, publicKey);
  }

  private static PublicKey publicKey(RecordContent content) throws DecodeException {
    if (!SCHEME.equals(content.pairs().get(ID))) {
      throw new DecodeException("node record of another identity scheme than v4");
    }
    Bytes key = content.pairs().getOrDefault(KEY, RlpWriter.value(Bytes.EMPTY));
    return PublicKey.fromCompressed(Rlp.decodeFixedBytes(key, PublicKey.COMPRESSED_SIZE))
        .orElseThrow(() -> new DecodeException("node record whose public key is no point"));
  }

  private static Bytes list(List<Bytes> elements) {
    return RlpWriter.listOf(elements, elements.stream().mapToInt(Bytes::size).sum());
  }

  /**
   * Makes a record and signs it.
   *
   * @param seq greater than that of the node's record before; to be taken as unsigned
   * @param pairs besides {@code id} and {@code secp256k1}, which are added; each character of a key
   *     is one byte, each value one RLP item
   * @throws IllegalArgumentException if the record were larger than {@link #MAX_SIZE}, a key is one
   *     of the two or has a character above U+00FF, or a value is not one canonical RLP item
   */
  public static NodeRecord sign(KeyPair keyPair, long seq, Map<String, Bytes> pairs) {
    if (pairs.containsKey(ID) || pairs.containsKey(KEY)) {
      throw new IllegalArgumentException("id and secp256k1 are not for the caller to say");
    }
    TreeMap<String, Bytes> all = new TreeMap<>();
    pairs.forEach((key, value) -> all.put(key, requireOneItem(key, value)));
    all.put(ID, SCHEME);
    all.put(KEY, RlpWriter.value(keyPair.publicKey().toCompressed()));
    RecordContent content = new RecordContent(seq, all);
    List<Bytes> elements = new ArrayList<>(content.elements());
    elements.add(0, RlpWriter.value(signature(keyPair, elements)));
    Bytes encoded = list(elements);
    if (encoded.size() > MAX_SIZE) {
      throw new IllegalArgumentException(
          "node record of " + encoded.size() + " bytes, expected at most " + MAX_SIZE);
    }
    return new NodeRecord(encoded, content, keyPair.publicKey());
  }

  private static Bytes signature(KeyPair keyPair, List<Bytes> elements) {
    return Secp256k1.sign(keyPair.privateKey(), Keccak256.hash(list(elements))).toCompactBytes();
  }

  private static Bytes requireOneItem(String key, Bytes value) {
    try {
      if (value.size() <= MAX_SIZE && RecordContent.split(value).size() == 1) {
        return value.copy();
      }
    } catch (DecodeException e) {
      throw new IllegalArgumentException("value of " + key + " is not canonical RLP", e);
    }
    throw new IllegalArgumentException("value of " + key + " is too large or not one RLP item");
  }

  /**
   * Reads the text form: {@code enr:} and the record in base64 for URLs without padding.
   *
   * @throws IllegalArgumentException if it has another form, or what it says is refused by {@link
   *     #decode}
   */
  public static NodeRecord parse(String text) {
    if (!text.startsWith(PREFIX) || text.length() > MAX_TEXT_LENGTH) {
      throw new IllegalArgumentException("no node record: expected enr: and up to 300 bytes");
    }
    try {
      NodeRecord node =
          decode(Bytes.wrap(Base64.getUrlDecoder().decode(text.substring(PREFIX.length()))));
      // Java's decoder also takes padding, and bits behind the last byte.
      if (node.toString().equals(text)) {
        return node;
      }
    } catch (DecodeException e) {
      throw new IllegalArgumentException("no node record: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException("no node record: another base64 than that for URLs");
  }

  /** The record in RLP, just as it was received if it was. */
  public Bytes encode() {
    return encoded;
  }

  /** Greater in newer records; to be taken as unsigned. */
  public long seq() {
    return content.seq();
  }

  /** The node that has signed the record. */
  public PublicKey publicKey() {
    return publicKey;
  }

  /** The value of a key, in RLP. */
  public Optional<Bytes> get(String key) {
    return Optional.ofNullable(content.pairs().get(key));
  }

  /** The address: of {@code ip}, else of {@code ip6}; empty if neither is well-formed. */
  public Optional<InetAddress> ip() {
    return address("ip", IPV4_SIZE).or(() -> address("ip6", IPV6_SIZE));
  }

  private Optional<InetAddress> address(String key, int size) {
    return bytes(key, size)
        .filter(bytes -> bytes.size() == size)
        .flatMap(
            bytes -> {
              try {
                return Optional.of(InetAddress.getByAddress(bytes.toArray()));
              } catch (UnknownHostException e) {
                throw new AssertionError("an address of " + size + " bytes", e);
              }
            });
  }

  /** The TCP port at {@link #ip}, not 0. */
  public OptionalInt tcp() {
    return port("tcp");
  }

  /** The port that goes with {@link #ip}: for IPv6 its own if it has one (EIP-778). */
  private OptionalInt port(String protocol) {
    boolean onlyIpv6 = address("ip", IPV4_SIZE).isEmpty();
    OptionalInt own = onlyIpv6 ? number(protocol + "6") : OptionalInt.empty();
    return own.isPresent() ? own : number(protocol);
  }

  private OptionalInt number(String key) {
    Optional<Bytes> bytes = bytes(key, 2).filter(port -> !port.isEmpty() && port.get(0) != 0);
    return bytes.isPresent() ? OptionalInt.of(bytes.get().toInt()) : OptionalInt.empty();
  }

  /** A value that is a byte string of at most {@code maxSize}. */
  private Optional<Bytes> bytes(String key, int maxSize) {
    Bytes value = content.pairs().get(key);
    try {
      return value == null ? Optional.empty() : Optional.of(Rlp.decodeBytes(value, maxSize));
    } catch (DecodeException notOfThisForm) {
      return Optional.empty();
    }
  }

  /**
   * Where to dial the node; empty if it names no address and TCP port that one node can have. The
   * address may well be on this machine or in the local network.
   */
  public Optional<Enode> enode() {
    OptionalInt tcp = tcp();
    return ip().filter(ip -> tcp.isPresent() && !ip.isAnyLocalAddress() && !ip.isMulticastAddress())
        .map(
            ip -> new Enode(publicKey, ip.getHostAddress(), tcp.getAsInt(), port("udp").orElse(0)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodeRecord that && encoded.equals(that.encoded);
  }

  @Override
  public int hashCode() {
    return encoded.hashCode();
  }

  /** {@code enr:} and the record in base64 for URLs without padding. */
  @Override
  public String toString() {
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(encoded.toArrayUnsafe());
  }
}
