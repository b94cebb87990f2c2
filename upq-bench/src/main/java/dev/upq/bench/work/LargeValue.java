// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.work;

import java.util.Arrays;
import java.util.SplittableRandom;

/** B12: a value of 10 MB there and back. Stateless. */
public final class LargeValue {

  public static final int SIZE = 10_000_000;
  public static final String BYTES = "select $1::bytea";
  public static final String TEXT = "select $1::text";

  private static final int SEED = 12;
  private static final int LETTERS = 26;

  private LargeValue() {}

  public static byte[] bytes() {
    byte[] bytes = new byte[SIZE];
    new SplittableRandom(SEED).nextBytes(bytes);
    return bytes;
  }

  public static String text() {
    SplittableRandom random = new SplittableRandom(SEED);
    StringBuilder text = new StringBuilder(SIZE);
    while (text.length() < SIZE) {
      text.append((char) ('a' + random.nextInt(LETTERS)));
    }
    return text.toString();
  }

  /** The size where what came back is what was sent, else -1. */
  public static long answer(byte[] sent, byte[] received) {
    return Arrays.equals(sent, received) ? received.length : -1;
  }

  public static long answer(String sent, String received) {
    return sent.equals(received) ? received.length() : -1;
  }
}
