// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgProtocolException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TlsPemTest {

  @Test
  void blocksAreFoundInTheirOrderBetweenOtherText() {
    String text =
        "subject: x\n"
            + TlsMint.pem("ONE", new byte[] {1, 2, 3})
            + "words\r\n"
            + TlsMint.pem("TWO", new byte[100]).replace("\n", "\r\n");
    assertThat(TlsPem.blocks(text)).extracting(TlsPem::label).containsExactly("ONE", "TWO");
    assertThat(TlsPem.blocks(text).get(0).der()).containsExactly(1, 2, 3);
    assertThat(TlsPem.blocks(text).get(1).der()).hasSize(100);
  }

  @Test
  void aBlockWithoutItsEndIsNone() {
    String whole = TlsMint.pem("ONE", new byte[] {1});
    for (int cut = 0; cut < whole.length() - 1; cut++) {
      assertThat(TlsPem.blocks(whole.substring(0, cut))).as("cut at %d", cut).isEmpty();
    }
    assertThat(TlsPem.blocks(whole.substring(0, whole.length() - 1))).hasSize(1);
    assertThat(TlsPem.blocks(whole.replace("END ONE", "END TWO"))).isEmpty();
  }

  @Test
  void theOldEncryptionIsSeenInTheHeader() {
    String old =
        "-----BEGIN RSA PRIVATE KEY-----\n"
            + "Proc-Type: 4,ENCRYPTED\n"
            + "DEK-Info: AES-128-CBC,00\n\n"
            + "AQID\n"
            + "-----END RSA PRIVATE KEY-----";
    assertThat(TlsPem.blocks(old).getFirst().encryptedOldWay()).isTrue();
    assertThat(TlsPem.blocks(old).getFirst().der()).containsExactly(1, 2, 3);
    assertThat(TlsPem.blocks(TlsMint.pem("X", new byte[3])).getFirst().encryptedOldWay()).isFalse();
  }

  @Test
  void elementsOfEveryLengthAreWrittenAndReadBack() {
    for (int length : new int[] {0, 1, 127, 128, 255, 256, 65_535, 65_536, 100_000}) {
      byte[] content = new byte[length];
      new Random(length).nextBytes(content);
      TlsDer der = new TlsDer(TlsDer.element(TlsDer.OCTET_STRING, content));
      assertThat(der.tag()).isEqualTo(TlsDer.OCTET_STRING);
      assertThat(der.take(TlsDer.OCTET_STRING)).isEqualTo(content);
      assertThat(der.tag()).isEqualTo(-1);
    }
  }

  @Test
  void lengthsThatLieAreRefused() {
    for (byte[] lie :
        new byte[][] {
          {0x30},
          {0x30, 1},
          {0x30, (byte) 0x80},
          {0x30, (byte) 0x85, 0, 0, 0, 0, 0},
          {0x30, (byte) 0x84, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff},
          {0x30, (byte) 0x84, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1},
          {0x30, (byte) 0x83, 0, 0, 9, 1}
        }) {
      assertThatThrownBy(() -> new TlsDer(lie).enter(TlsDer.SEQUENCE))
          .isInstanceOf(PgProtocolException.class);
    }
    assertThatThrownBy(() -> new TlsDer(new byte[] {2, 1, 0}).enter(TlsDer.SEQUENCE))
        .isInstanceOf(PgProtocolException.class);
    assertThatThrownBy(() -> new TlsDer(new byte[0]).skip())
        .isInstanceOf(PgProtocolException.class);
  }
}
