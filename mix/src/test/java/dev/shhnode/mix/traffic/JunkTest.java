// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.mix.MixDrop;
import dev.shhnode.mix.MixListener;
import dev.shhnode.mix.MixNetwork;
import dev.shhnode.mix.directory.EpochKeys;
import dev.shhnode.mix.sphinx.Command;
import dev.shhnode.mix.sphinx.DelayClass;
import dev.shhnode.mix.sphinx.Hop;
import dev.shhnode.mix.sphinx.KeyAgreement;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.mix.sphinx.Sphinx;
import dev.shhnode.mix.sphinx.SphinxProfile;
import dev.shhnode.mix.wire.LinkMessage;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.runtime.Moment;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;

/** Strangers who send junk must leave room for packets of others. */
class JunkTest {

  private static final MixNetwork NETWORK = MixNetwork.MAIN;
  private static final long UNIX = NETWORK.startOf(472_222) + 1_800;
  private static final int STRANGERS = 100;
  private static final long CAPACITY = 250;

  private final SecureRandom random = new SecureRandom();
  private final Map<MixDrop, Integer> drops = new EnumMap<>(MixDrop.class);
  private final EpochKeys keys = new EpochKeys(NETWORK, random);
  private final Sphinx sphinx =
      new Sphinx(NETWORK.geometry(), SphinxProfile.MIX1, KeyAgreement.fastest());
  private final Opener opener =
      new Opener(
          sphinx,
          keys,
          CAPACITY,
          () -> 1,
          new MixListener() {
            @Override
            public void onDropped(MixDrop reason) {
              drops.merge(reason, 1, Integer::sum);
            }
          },
          0);

  private MixLink link() {
    LinkOutput nowhere =
        new LinkOutput() {
          @Override
          public void send(LinkMessage message) {}

          @Override
          public void hangUp(DisconnectReason reason, String why) {}
        };
    return new MixLink(KeyPair.generate(random).publicKey(), nowhere, 0);
  }

  private static Moment at(long milliseconds) {
    return new Moment(UNIX + milliseconds / 1_000, milliseconds * 1_000_000);
  }

  private boolean opens(Bytes packet, MixLink from, long milliseconds) {
    return opener.open(packet, from, at(milliseconds)).isPresent();
  }

  private Bytes good() {
    PublicKey self = KeyPair.generate(random).publicKey();
    Hop here = new Hop(MixId.of(self), keys.publicKey(NETWORK.epochAt(UNIX)), DelayClass.NONE);
    return sphinx.create(List.of(here), Command.DROP, Bytes.EMPTY, random);
  }

  @Test
  void junkOfAHundredStrangersLeavesRoomForPacketsOfASender() {
    keys.advance(UNIX);
    MixLink sender = link();
    List<MixLink> strangers = Stream.generate(this::link).limit(STRANGERS).toList();
    Bytes junk = Bytes.random(NETWORK.geometry().packetSize(), random);
    int opened = 0;

    // All that their links admit, for twenty seconds; the burst at the beginning is over in two.
    for (long time = 0; time < 20_000; time += 33) {
      for (MixLink stranger : strangers) {
        opens(junk, stranger, time);
      }
      if (time % 330 == 0 && time > 5_000) {
        opened += opens(good(), sender, time) ? 1 : 0;
      }
    }

    assertThat(opened).isEqualTo(45);
  }

  @Test
  void aMixThatPassesJunkOnIsNotBlamed() {
    keys.advance(UNIX);
    MixLink mix = link();
    mix.promote(0);
    Bytes junk = Bytes.random(NETWORK.geometry().packetSize(), random);

    for (int i = 0; i < 2 * MixLink.CLIENT_RATE - 1; i++) {
      assertThat(opens(junk, mix, 0)).isFalse();
    }

    assertThat(opens(good(), mix, 0)).isTrue();
    assertThat(drops).containsOnlyKeys(MixDrop.NOT_FOR_US);
  }
}
