// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import dev.shhnode.mix.MixAlarm;
import dev.shhnode.mix.MixDrop;
import dev.shhnode.mix.MixListener;
import dev.shhnode.mix.PostStage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes32;

/** Remembers what it is told. */
final class TestListener implements MixListener {

  final Map<MixDrop, Integer> drops = new EnumMap<>(MixDrop.class);
  final Map<PacketKind, Integer> sent = new EnumMap<>(PacketKind.class);
  final List<PacketKind> order = new ArrayList<>();
  final List<PostStage> stages = new ArrayList<>();
  final List<Boolean> alarms = new ArrayList<>();
  int mixed;
  int exits;
  int loopsReturned;
  int loopsLost;

  int dropped(MixDrop reason) {
    return drops.getOrDefault(reason, 0);
  }

  @Override
  public void onDropped(MixDrop reason) {
    drops.merge(reason, 1, Integer::sum);
  }

  @Override
  public void onSent(PacketKind kind) {
    sent.merge(kind, 1, Integer::sum);
    order.add(kind);
  }

  @Override
  public void onMixed() {
    mixed++;
  }

  @Override
  public void onExit() {
    exits++;
  }

  @Override
  public void onLoopReturned() {
    loopsReturned++;
  }

  @Override
  public void onLoopLost() {
    loopsLost++;
  }

  @Override
  public void onPost(Bytes32 envelopeHash, PostStage stage) {
    stages.add(stage);
  }

  @Override
  public void onAlarm(MixAlarm alarm, boolean active) {
    alarms.add(active);
  }
}
