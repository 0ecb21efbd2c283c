// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.shhnode.crypto.DecodeException;
import dev.shhnode.mix.MixNetwork;
import dev.shhnode.mix.sphinx.Geometry;
import dev.shhnode.rlpx.enr.NodeRecord;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.tuweni.bytes.Bytes;

/** Whatever strangers send is a descriptor, or refused. */
class DescriptorFuzzTest {

  /** No fuzzer finds a proof of work. */
  private static final MixNetwork FREE =
      new MixNetwork(TestMix.NETWORK.id(), Duration.ofHours(1), 0, 120, Geometry.MIX1);

  private static final TestMix MIX = TestMix.of(1);

  @FuzzTest
  void shouldReadOrRefuseADescriptor(byte[] record) {
    readOrRefuse(Bytes.wrap(record));
  }

  /** What is signed, which only chance could get through above. */
  @FuzzTest
  void shouldReadOrRefuseWhatANodeHasSigned(byte[] value) {
    Map<String, Bytes> pairs = new TreeMap<>(MIX.address());
    pairs.put(Descriptor.KEY, Bytes.wrap(value));
    NodeRecord record;
    try {
      record = NodeRecord.sign(MIX.keys(), 1, pairs);
    } catch (IllegalArgumentException noRecord) {
      return;
    }
    readOrRefuse(record.encode());
  }

  private static void readOrRefuse(Bytes record) {
    Descriptor mix;
    try {
      mix = Descriptor.decode(record, FREE);
    } catch (DecodeException refused) {
      assertThat(refused).hasMessageNotContaining("null").hasMessageNotContaining("\n");
      return;
    }
    assertThat(mix.record().encode()).isEqualTo(record);
    assertThat(mix.minPow()).isNotNegative().isFinite();
    assertThat(mix.epoch()).isBetween(0L, 0xffff_ffffL);
    assertThat(mix.endpoint().tcpPort()).isPositive();
    assertThat(mix.keyOf(mix.epoch() + 1)).contains(mix.nextKey());
  }
}
