// SPDX-License-Identifier: Apache-2.0
package dev.upq.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class SaslPrepTest {

  @Test
  @DisplayName("A4: the examples of RFC 4013, section 3")
  void theExamplesOfRfc4013() {
    assertThat(SaslPrep.prepare("I\u00adX")).contains("IX");
    assertThat(SaslPrep.prepare("user")).contains("user");
    assertThat(SaslPrep.prepare("USER")).contains("USER");
    assertThat(SaslPrep.prepare("\u00aa")).contains("a");
    assertThat(SaslPrep.prepare("\u2168")).contains("IX");
    assertThat(SaslPrep.prepare("\u0627\u0031")).isEmpty();
  }

  @Test
  @DisplayName("A4: forbidden control characters hold among others, but ASCII alone passes")
  void asciiAlonePassesAsItIs() {
    assertThat(SaslPrep.prepare("\u0007")).contains("\u0007");
    assertThat(SaslPrep.prepare("\u0007\u00e9")).isEmpty();
    assertThat(SaslPrep.prepare("")).contains("");
  }

  @Test
  @DisplayName("A4: every space of Unicode becomes the space")
  void everySpaceBecomesTheSpace() {
    for (int c : new int[] {0xa0, 0x1680, 0x2000, 0x200a, 0x200b, 0x202f, 0x205f, 0x3000}) {
      assertThat(SaslPrep.prepare("a" + Character.toString(c) + "b")).contains("a b");
    }
  }

  @Test
  @DisplayName("A4: what cannot be prepared falls back to the password as it was given")
  void whatCannotBePreparedIsUsedRaw() {
    for (String raw :
        new String[] {
          "\u00ad", "\u0627a\u0628", "\ue000", "\u0221", "\ufb01\u0007", "e\u0301\u0085"
        }) {
      assertThat(SaslPrep.prepare(raw)).isEmpty();
      assertThat(SaslPrep.passwordBytes(raw)).isEqualTo(raw.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(SaslPrep.passwordBytes("\ufb01")).isEqualTo(new byte[] {'f', 'i'});
  }

  @Test
  @DisplayName(
      "A4: what is forbidden is looked for before the text is normalised, as the server does")
  void whatIsForbiddenIsLookedForBeforeNormalising() {
    // U+0340 is forbidden, although its normal form U+0300 is not.
    assertThat(SaslPrep.prepare("a\u0340")).isEmpty();
    assertThat(SaslPrep.prepare("a\u0300")).contains("\u00e0");
    // U+FDFA is right-to-left and becomes several words; its spaces are not looked at.
    assertThat(SaslPrep.prepare("\ufdfa"))
        .contains(Normalizer.normalize("\ufdfa", Normalizer.Form.NFKC));
  }

  @Test
  void theTablesAgreeWithWhatTheJdkKnowsOfUnicode() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      int type = Character.getType(c);
      boolean nonCharacter = (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
      boolean unassigned = StringPrepTables.UNASSIGNED.contains(c);
      if (type == Character.UNASSIGNED && !nonCharacter) {
        assertThat(unassigned).as("%x", c).isTrue();
      }
      if (nonCharacter || type == Character.SURROGATE || type == Character.PRIVATE_USE) {
        assertThat(StringPrepTables.PROHIBITED.contains(c)).as("%x", c).isTrue();
      }
      if (StringPrepTables.RIGHT_TO_LEFT.contains(c)) {
        assertThat(unassigned).as("%x", c).isFalse();
        assertThat(StringPrepTables.LEFT_TO_RIGHT.contains(c)).as("%x", c).isFalse();
      }
    }
  }

  @Test
  void theTablesHoldAsManyCodePointsAsThoseOfRfc3454() {
    assertThat(size(StringPrepTables.SPACES)).isEqualTo(17);
    assertThat(size(StringPrepTables.NOTHING)).isEqualTo(27);
    assertThat(size(StringPrepTables.UNASSIGNED)).isEqualTo(879_309);
    assertThat(size(StringPrepTables.RIGHT_TO_LEFT)).isEqualTo(1_044);
    assertThat(size(StringPrepTables.LEFT_TO_RIGHT)).isEqualTo(229_973);
  }

  @Test
  void aSetOfCodePointsHoldsItsRangesWithTheirEnds() {
    CodePoints set = CodePoints.of("  41 61-63\n FFFF-10001 ");
    int[] inside = {0x41, 0x61, 0x62, 0x63, 0xffff, 0x10000, 0x10001};
    int[] outside = {0, 0x40, 0x42, 0x60, 0x64, 0xfffe, 0x10002, 0x10ffff};
    assertThat(Arrays.stream(inside).allMatch(set::contains)).isTrue();
    assertThat(Arrays.stream(outside).noneMatch(set::contains)).isTrue();
    assertThat(set.containsAny(outside)).isFalse();
    assertThat(set.containsAny(new int[] {0x40, 0x41})).isTrue();
  }

  private static long size(CodePoints set) {
    long size = 0;
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      size += set.contains(c) ? 1 : 0;
    }
    return size;
  }
}
