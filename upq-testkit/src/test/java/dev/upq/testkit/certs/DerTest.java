// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.certs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class DerTest {

  private static String hex(byte[] der) {
    return HexFormat.of().formatHex(der);
  }

  @Test
  void lengthsTakeAsFewBytesAsTheyCan() {
    assertThat(hex(Der.octets(new byte[0]))).isEqualTo("0400");
    assertThat(hex(Der.octets(new byte[0x7f]))).startsWith("047f00");
    assertThat(hex(Der.octets(new byte[0x80]))).startsWith("04818000");
    assertThat(hex(Der.octets(new byte[0xff]))).startsWith("0481ff00");
    assertThat(hex(Der.octets(new byte[0x100]))).startsWith("0482010000");
    assertThat(hex(Der.octets(new byte[0xffff]))).startsWith("0482ffff00");
    assertThat(hex(Der.octets(new byte[0x10000]))).startsWith("048301000000");
  }

  @Test
  void integersAreSignedAndShort() {
    assertThat(hex(Der.integer(0))).isEqualTo("020100");
    assertThat(hex(Der.integer(127))).isEqualTo("02017f");
    assertThat(hex(Der.integer(128))).isEqualTo("02020080");
    assertThat(hex(Der.integer(-129))).isEqualTo("0202ff7f");
  }

  @Test
  void objectIdentifiersAreSevenBitsAByte() {
    assertThat(hex(Der.oid("2.5.4.3"))).isEqualTo("0603550403");
    assertThat(hex(Der.oid("1.2.840.113549.1.1.11"))).isEqualTo("06092a864886f70d01010b");
    assertThat(hex(Der.oid("1.3.6.1.5.5.7.3.1"))).isEqualTo("06082b06010505070301");
    assertThat(hex(Der.oid("2.999.0.127.128"))).isEqualTo("0606883700" + "7f8100");
  }

  @Test
  void namedBitsLeaveOutTrailingZeros() {
    assertThat(hex(Der.namedBits(0))).isEqualTo("03020780");
    assertThat(hex(Der.namedBits(5, 6))).isEqualTo("03020106");
    assertThat(hex(Der.namedBits(7))).isEqualTo("03020001");
    assertThat(hex(Der.namedBits(0, 8))).isEqualTo("0303078080");
  }

  @Test
  void timesChangeTheirFormIn2050() {
    assertThat(hex(Der.time(Instant.parse("2049-12-31T23:59:59Z"))))
        .isEqualTo("170d" + hex("491231235959Z".getBytes()));
    assertThat(hex(Der.time(Instant.parse("2050-01-01T00:00:00Z"))))
        .isEqualTo("180f" + hex("20500101000000Z".getBytes()));
  }

  @Test
  void valuesNestUnderTheirTags() {
    assertThat(hex(Der.sequence(Der.bool(true), Der.bool(false), Der.nothing())))
        .isEqualTo("30080101ff0101000500");
    assertThat(hex(Der.explicit(3, Der.set(Der.utf8("\u00e9"))))).isEqualTo("a30631040c02c3a9");
    assertThat(hex(Der.implicit(2, new byte[] {0x41}))).isEqualTo("820141");
    assertThat(hex(Der.bits(new byte[] {1, 2}))).isEqualTo("0303000102");
    assertThat(Arrays.copyOf(Der.sequence(), 2)).isEqualTo(new byte[] {0x30, 0});
  }
}
