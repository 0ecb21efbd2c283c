// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto.keccak;

/**
 * The permutation Keccak-f[1600] (FIPS 202, section 3) on 25 lanes held in local variables, which
 * the JIT compiler keeps in registers as far as there are any. Lane {@code (x, y)} is {@code x +
 * 5y}.
 */
public final class KeccakF {

  /** Lanes of the state. */
  public static final int LANES = 25;

  /** Lanes that a block of Keccak-256 fills. */
  public static final int RATE_LANES = 17;

  /** Bytes of a block of Keccak-256. */
  public static final int RATE = RATE_LANES * Long.BYTES;

  /** What the 24 rounds xor into lane 0, the first round's first. */
  static final long[] ROUND_CONSTANTS = {
    0x0000000000000001L, 0x0000000000008082L, 0x800000000000808aL, 0x8000000080008000L,
    0x000000000000808bL, 0x0000000080000001L, 0x8000000080008081L, 0x8000000000008009L,
    0x000000000000008aL, 0x0000000000000088L, 0x0000000080008009L, 0x000000008000000aL,
    0x000000008000808bL, 0x800000000000008bL, 0x8000000000008089L, 0x8000000000008003L,
    0x8000000000008002L, 0x8000000000000080L, 0x000000000000800aL, 0x800000008000000aL,
    0x8000000080008081L, 0x8000000000008080L, 0x0000000080000001L, 0x8000000080008008L
  };

  private KeccakF() {}

  /**
   * Permutes {@code state} in place. One round an iteration keeps the method small enough for C2.
   * Rotations are written out: until C2 is done, calls of {@link Long#rotateLeft} would be most of
   * the time.
   */
  public static void permute(long[] state) {
    long a0 = state[0];
    long a1 = state[1];
    long a2 = state[2];
    long a3 = state[3];
    long a4 = state[4];
    long a5 = state[5];
    long a6 = state[6];
    long a7 = state[7];
    long a8 = state[8];
    long a9 = state[9];
    long a10 = state[10];
    long a11 = state[11];
    long a12 = state[12];
    long a13 = state[13];
    long a14 = state[14];
    long a15 = state[15];
    long a16 = state[16];
    long a17 = state[17];
    long a18 = state[18];
    long a19 = state[19];
    long a20 = state[20];
    long a21 = state[21];
    long a22 = state[22];
    long a23 = state[23];
    long a24 = state[24];

    for (long roundConstant : ROUND_CONSTANTS) {
      // theta
      long c0 = a0 ^ a5 ^ a10 ^ a15 ^ a20;
      long c1 = a1 ^ a6 ^ a11 ^ a16 ^ a21;
      long c2 = a2 ^ a7 ^ a12 ^ a17 ^ a22;
      long c3 = a3 ^ a8 ^ a13 ^ a18 ^ a23;
      long c4 = a4 ^ a9 ^ a14 ^ a19 ^ a24;
      long d0 = c4 ^ (c1 << 1 | c1 >>> 63);
      long d1 = c0 ^ (c2 << 1 | c2 >>> 63);
      long d2 = c1 ^ (c3 << 1 | c3 >>> 63);
      long d3 = c2 ^ (c4 << 1 | c4 >>> 63);
      long d4 = c3 ^ (c0 << 1 | c0 >>> 63);

      // rho and pi
      long b0 = a0 ^ d0;
      a5 ^= d0;
      long b16 = a5 << 36 | a5 >>> 28;
      a10 ^= d0;
      long b7 = a10 << 3 | a10 >>> 61;
      a15 ^= d0;
      long b23 = a15 << 41 | a15 >>> 23;
      a20 ^= d0;
      long b14 = a20 << 18 | a20 >>> 46;
      a1 ^= d1;
      long b10 = a1 << 1 | a1 >>> 63;
      a6 ^= d1;
      long b1 = a6 << 44 | a6 >>> 20;
      a11 ^= d1;
      long b17 = a11 << 10 | a11 >>> 54;
      a16 ^= d1;
      long b8 = a16 << 45 | a16 >>> 19;
      a21 ^= d1;
      long b24 = a21 << 2 | a21 >>> 62;
      a2 ^= d2;
      long b20 = a2 << 62 | a2 >>> 2;
      a7 ^= d2;
      long b11 = a7 << 6 | a7 >>> 58;
      a12 ^= d2;
      long b2 = a12 << 43 | a12 >>> 21;
      a17 ^= d2;
      long b18 = a17 << 15 | a17 >>> 49;
      a22 ^= d2;
      long b9 = a22 << 61 | a22 >>> 3;
      a3 ^= d3;
      long b5 = a3 << 28 | a3 >>> 36;
      a8 ^= d3;
      long b21 = a8 << 55 | a8 >>> 9;
      a13 ^= d3;
      long b12 = a13 << 25 | a13 >>> 39;
      a18 ^= d3;
      long b3 = a18 << 21 | a18 >>> 43;
      a23 ^= d3;
      long b19 = a23 << 56 | a23 >>> 8;
      a4 ^= d4;
      long b15 = a4 << 27 | a4 >>> 37;
      a9 ^= d4;
      long b6 = a9 << 20 | a9 >>> 44;
      a14 ^= d4;
      long b22 = a14 << 39 | a14 >>> 25;
      a19 ^= d4;
      long b13 = a19 << 8 | a19 >>> 56;
      a24 ^= d4;
      long b4 = a24 << 14 | a24 >>> 50;

      // chi and iota
      a0 = b0 ^ (~b1 & b2) ^ roundConstant;
      a1 = b1 ^ (~b2 & b3);
      a2 = b2 ^ (~b3 & b4);
      a3 = b3 ^ (~b4 & b0);
      a4 = b4 ^ (~b0 & b1);
      a5 = b5 ^ (~b6 & b7);
      a6 = b6 ^ (~b7 & b8);
      a7 = b7 ^ (~b8 & b9);
      a8 = b8 ^ (~b9 & b5);
      a9 = b9 ^ (~b5 & b6);
      a10 = b10 ^ (~b11 & b12);
      a11 = b11 ^ (~b12 & b13);
      a12 = b12 ^ (~b13 & b14);
      a13 = b13 ^ (~b14 & b10);
      a14 = b14 ^ (~b10 & b11);
      a15 = b15 ^ (~b16 & b17);
      a16 = b16 ^ (~b17 & b18);
      a17 = b17 ^ (~b18 & b19);
      a18 = b18 ^ (~b19 & b15);
      a19 = b19 ^ (~b15 & b16);
      a20 = b20 ^ (~b21 & b22);
      a21 = b21 ^ (~b22 & b23);
      a22 = b22 ^ (~b23 & b24);
      a23 = b23 ^ (~b24 & b20);
      a24 = b24 ^ (~b20 & b21);
    }

    state[0] = a0;
    state[1] = a1;
    state[2] = a2;
    state[3] = a3;
    state[4] = a4;
    state[5] = a5;
    state[6] = a6;
    state[7] = a7;
    state[8] = a8;
    state[9] = a9;
    state[10] = a10;
    state[11] = a11;
    state[12] = a12;
    state[13] = a13;
    state[14] = a14;
    state[15] = a15;
    state[16] = a16;
    state[17] = a17;
    state[18] = a18;
    state[19] = a19;
    state[20] = a20;
    state[21] = a21;
    state[22] = a22;
    state[23] = a23;
    state[24] = a24;
  }
}
