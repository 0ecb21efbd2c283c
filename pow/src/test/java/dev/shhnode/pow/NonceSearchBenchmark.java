// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Nonces a second on one core: the kernels, and Bouncy Castle's Keccak-256 of the same block. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class NonceSearchBenchmark {

  private static final int NONCES = 4_096;
  private static final int HOPELESS = 63;

  @Param({"PRE_1_9", "EIP_627"})
  public PowRule rule;

  private ScalarKernel scalar;
  private WideKernel wide;
  private final KeccakDigest digest = new KeccakDigest(256);
  private final byte[] block = new byte[64];
  private long nonce;

  /** An envelope with 540 bytes of data, as a short message makes. */
  @Setup
  public void prepare() {
    NonceBlock block = NonceBlock.of(rule, Bytes.random(558));
    scalar = new ScalarKernel(block);
    wide = new WideKernel(block);
  }

  @Benchmark
  @OperationsPerInvocation(NONCES)
  public int scalarKernel() {
    nonce += NONCES;
    return scalar.search(nonce, NONCES, HOPELESS);
  }

  @Benchmark
  @OperationsPerInvocation(NONCES)
  public int wideKernel() {
    nonce += NONCES;
    return wide.search(nonce, NONCES, HOPELESS);
  }

  /** What a straightforward search over the library costs: one hash of 64 bytes a nonce. */
  @Benchmark
  public byte bouncyCastle() {
    byte[] out = new byte[32];
    nonce++;
    for (int i = 0; i < Long.BYTES; i++) {
      block[56 + i] = (byte) (nonce >>> (56 - 8 * i));
    }
    digest.update(block, 0, block.length);
    digest.doFinal(out, 0);
    return out[31];
  }

  /** Runs the benchmark alone. */
  public static void main(String[] args) throws RunnerException {
    new Runner(new OptionsBuilder().include(NonceSearchBenchmark.class.getSimpleName()).build())
        .run();
  }
}
