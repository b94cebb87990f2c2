// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgProtocolException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Messages that are read straight from an array, between others, are those that a reader gives. */
class StraightMessagesTest {

  private static final long SEED = 20_261_126;
  private static final int ROUNDS = 300;
  private static final int AROUND = 7;
  private static final int HEADER = 5;

  @Test
  void soundAndBrokenMessagesAreReadTheSame() {
    RandomMessages messages = new RandomMessages(SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      for (BackendMessage message : messages.backend()) {
        byte[] frame = RandomMessages.frame(message);
        same(random, frame[0], Arrays.copyOfRange(frame, HEADER, frame.length));
        byte[] broken =
            Arrays.copyOfRange(
                frame, HEADER, Math.max(HEADER, frame.length + random.nextInt(-2, 3)));
        if (broken.length > 0 && random.nextBoolean()) {
          broken[random.nextInt(broken.length)] = (byte) random.nextInt();
        }
        same(random, frame[0], broken);
      }
    }
  }

  @Test
  void commonTagsAreReadAsTheyStand() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (String tag :
        new String[] {
          "SELECT 1",
          "SELECT 10",
          "SELECT 0",
          "INSERT 0 1",
          "INSERT 0 2",
          "SELECT",
          "BEGIN",
          "UPDATE 1",
          "SET",
          "",
          "COMMIT",
          "ROLLBACK",
          "DELETE 0"
        }) {
      byte[] body = new ByteWriter().cstring(tag).toByteArray();
      same(random, (byte) 'C', body);
      assertThat(BackendMessage.decode((byte) 'C', body, 0, body.length))
          .isEqualTo(new CommandComplete(tag));
    }
  }

  private static void same(SplittableRandom random, byte type, byte[] body) {
    byte[] array = new byte[body.length + 2 * AROUND];
    random.nextBytes(array);
    System.arraycopy(body, 0, array, AROUND, body.length);
    int to = AROUND + body.length;
    BackendMessage usual;
    try {
      usual = BackendMessage.decode(type, new ByteReader(body));
    } catch (PgProtocolException malformed) {
      assertThatThrownBy(() -> BackendMessage.decode(type, array, AROUND, to))
          .as("%s, seed %d", (char) type, SEED)
          .isInstanceOf(PgProtocolException.class);
      return;
    }
    assertThat(BackendMessage.decode(type, array, AROUND, to))
        .as("%s, seed %d", (char) type, SEED)
        .isEqualTo(usual);
  }

  @Test
  void aRowTellsTheFirstValueOfAnotherWidth() {
    byte[] body =
        new ByteWriter().int2(4).int4(2).int2(7).int4(-1).int4(4).int4(5).int4(0).toByteArray();
    assertThat(check(body)).isEqualTo(-1);
    assertThat(check(body, 2, 8, 4, 0)).isEqualTo(-1);
    assertThat(check(body, -1, -1, -1, 1)).isEqualTo(3);
    assertThat(check(body, 4, -1, 8)).isEqualTo(0);
    assertThat(check(body, 2, 1, 8, 8)).isEqualTo(2);
  }

  private static int check(byte[] body, int... widths) {
    return DataRow.check(body, 0, body.length, widths);
  }
}
