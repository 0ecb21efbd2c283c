// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import static dev.shhnode.mix.sphinx.Geometry.BLOCK_SIZE;
import static dev.shhnode.mix.sphinx.Geometry.HOP_SIZE;
import static dev.shhnode.mix.sphinx.Geometry.POINT_SIZE;

import dev.shhnode.mix.sphinx.Unwrapped.Exit;
import dev.shhnode.mix.sphinx.Unwrapped.Forward;
import dev.shhnode.mix.sphinx.Unwrapped.Reason;
import dev.shhnode.mix.sphinx.Unwrapped.Refused;
import dev.shhnode.mix.sphinx.Unwrapped.Reply;
import java.util.Arrays;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/** Takes a mix's layer off a packet: "Sphinx", section 3.6. Immutable. */
final class Unwrapper {

  private final Geometry geometry;
  private final SphinxProfile profile;
  private final KeyAgreement agreement;

  Unwrapper(Geometry geometry, SphinxProfile profile, KeyAgreement agreement) {
    this.geometry = geometry;
    this.profile = profile;
    this.agreement = agreement;
  }

  Optional<Agreed> agree(MixKeyPair key, Bytes packet) {
    if (packet.size() != geometry.packetSize()) {
      return Optional.empty();
    }
    byte[] bytes = packet.toArrayUnsafe();
    byte[] alpha = Arrays.copyOf(bytes, POINT_SIZE);
    byte[] dh = new byte[POINT_SIZE];
    if (!key.agree(agreement, alpha, dh)) {
      return Optional.empty();
    }
    byte[] publicKey = key.publicKey().toArrayUnsafe();
    return Optional.of(new Agreed(bytes, new Session(profile, alpha, publicKey, dh)));
  }

  Unwrapped open(Agreed agreed) {
    byte[] routing = routing(agreed).orElse(null);
    if (routing == null) {
      return new Refused(Reason.MAC);
    }
    return switch (routing[0]) {
      case Sphinx.NEXT_HOP -> forward(agreed, routing);
      case Sphinx.EXIT -> exit(agreed, routing);
      case Sphinx.REPLY -> reply(agreed, routing);
      default -> new Refused(Reason.BLOCK);
    };
  }

  /** The plain routing information with zeros appended, if its MAC is right. */
  Optional<byte[]> routing(Agreed agreed) {
    byte[] packet = agreed.packet();
    int size = geometry.routingSize();
    byte[] mac = Arrays.copyOfRange(packet, geometry.macOffset(), geometry.headerSize());
    if (!agreed.session().isMac(packet, POINT_SIZE, size, mac)) {
      return Optional.empty();
    }
    byte[] routing = agreed.session().headerStream(size + HOP_SIZE);
    Lioness.xor(packet, POINT_SIZE, routing, 0, size);
    return Optional.of(routing);
  }

  private Unwrapped forward(Agreed agreed, byte[] routing) {
    DelayClass delay = DelayClass.of(routing[1]).orElse(null);
    if (delay == null) {
      return new Refused(Reason.BLOCK);
    }
    MixId next = new MixId(Bytes.wrap(Arrays.copyOfRange(routing, 2, BLOCK_SIZE)));
    return new Forward(next, nextPacket(agreed, routing), agreed.session().delayNanos(delay));
  }

  /** The packet as the next hop gets it. */
  Bytes nextPacket(Agreed agreed, byte[] routing) {
    Session session = agreed.session();
    byte[] packet = agreed.packet().clone();
    byte[] alpha = new byte[POINT_SIZE];
    agreement.agree(session.blinding(), session.alpha(), alpha);
    System.arraycopy(alpha, 0, packet, 0, POINT_SIZE);
    System.arraycopy(routing, HOP_SIZE, packet, POINT_SIZE, geometry.routingSize());
    System.arraycopy(routing, BLOCK_SIZE, packet, geometry.macOffset(), BLOCK_SIZE);
    session.xorLog(packet, geometry.logOffset(), geometry.logSize());
    session.bodyCipher().decrypt(packet, geometry.bodyOffset(), geometry.payloadSize());
    return Bytes.wrap(packet);
  }

  private Unwrapped exit(Agreed agreed, byte[] routing) {
    DelayClass delay = DelayClass.of(routing[1]).orElse(null);
    if (delay == null || !Sphinx.isZero(Arrays.copyOfRange(routing, 2, Sphinx.EXIT_SIZE))) {
      return new Refused(Reason.BLOCK);
    }
    byte[] body = body(agreed);
    if (!Payload.isWhole(body)) {
      return new Refused(Reason.PAYLOAD_TAG);
    }
    return Payload.content(body)
        .map(content -> exit(content, agreed.session().delayNanos(delay)))
        .orElse(new Refused(Reason.PADDING));
  }

  private static Unwrapped exit(Bytes content, long delayNanos) {
    if (content.size() < 2 || content.get(0) != 1) {
      return new Refused(Reason.COMMAND);
    }
    return Command.of(content.get(1))
        .<Unwrapped>map(command -> new Exit(command, content.slice(2), delayNanos))
        .orElse(new Refused(Reason.COMMAND));
  }

  private Unwrapped reply(Agreed agreed, byte[] routing) {
    byte[] log = Arrays.copyOfRange(agreed.packet(), geometry.logOffset(), geometry.bodyOffset());
    agreed.session().xorLog(log, 0, log.length);
    Bytes end = Bytes.wrap(routing).slice(1, Surb.CLIENT_SIZE + Surb.HANDLE_SIZE).copy();
    return new Reply(
        end.slice(0, Surb.CLIENT_SIZE),
        end.slice(Surb.CLIENT_SIZE),
        Bytes.wrap(body(agreed)),
        Bytes.wrap(log));
  }

  /** The body without this mix's layer. */
  byte[] body(Agreed agreed) {
    byte[] packet = agreed.packet();
    byte[] body = Arrays.copyOfRange(packet, geometry.bodyOffset(), packet.length);
    agreed.session().bodyCipher().decrypt(body, 0, body.length);
    return body;
  }
}
