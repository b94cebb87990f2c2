// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.type.Codec;
import dev.upq.type.Misfit;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The text form of network addresses, without a look at any name service. The longest run of zero
 * words in an IPv6 address becomes {@code ::}; the last two words are written as IPv4 where all
 * before them is zero, or zero and {@code ffff}. Immutable: it has no state.
 */
final class InetText {

  private static final int WORDS = 8;
  private static final int FIRST_OF_IPV4 = 6;

  private InetText() {}

  /** The address of 4 or 16 octets; one of 16 stays IPv6, even where it stands for an IPv4 one. */
  static InetAddress address(byte[] octets) {
    try {
      return octets.length == 4
          ? InetAddress.getByAddress(octets)
          : Inet6Address.getByAddress(null, octets, -1);
    } catch (UnknownHostException impossible) {
      throw new IllegalArgumentException("an address has 4 or 16 octets", impossible);
    }
  }

  static String of(byte[] octets) {
    return octets.length == 4 ? dotted(octets, 0) : colons(octets);
  }

  private static String dotted(byte[] octets, int from) {
    StringBuilder text = new StringBuilder(15);
    for (int i = from; i < from + 4; i++) {
      text.append(i == from ? "" : ".").append(octets[i] & 0xff);
    }
    return text.toString();
  }

  private static String colons(byte[] octets) {
    int[] words = new int[WORDS];
    for (int i = 0; i < WORDS; i++) {
      words[i] = (octets[2 * i] & 0xff) << 8 | (octets[2 * i + 1] & 0xff);
    }
    int base = -1;
    int length = 1;
    for (int i = 0; i < WORDS; i++) {
      int run = i;
      while (run < WORDS && words[run] == 0) {
        run++;
      }
      if (run - i > length) {
        base = i;
        length = run - i;
      }
      i = Math.max(i, run - 1);
    }
    boolean ipv4 = base == 0 && (length == 6 || (length == 5 && words[5] == 0xffff));
    StringBuilder text = new StringBuilder(40);
    for (int i = 0; i < WORDS; i++) {
      if (base >= 0 && i >= base && i < base + length) {
        text.append(i == base ? ":" : "");
        continue;
      }
      text.append(i == 0 ? "" : ":");
      if (i == FIRST_OF_IPV4 && ipv4) {
        return text.append(dotted(octets, 12)).toString();
      }
      text.append(Integer.toHexString(words[i]));
    }
    return base >= 0 && base + length == WORDS ? text.append(':').toString() : text.toString();
  }

  static InetAddress parse(Codec<?> codec, String text) {
    byte[] octets = text.indexOf(':') < 0 ? ipv4(codec, text) : ipv6(codec, text);
    return address(octets);
  }

  private static byte[] ipv4(Codec<?> codec, String text) {
    TextScanner in = new TextScanner(codec, text);
    byte[] octets = new byte[4];
    for (int i = 0; i < 4; i++) {
      if (i > 0) {
        in.expect('.');
      }
      long octet = in.digits(1, 3);
      if (octet > 0xff) {
        throw in.misfit();
      }
      octets[i] = (byte) octet;
    }
    in.end();
    return octets;
  }

  private static byte[] ipv6(Codec<?> codec, String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      byte[] octets = words(codec, text);
      if (octets.length != 2 * WORDS) {
        throw Misfit.text(codec);
      }
      return octets;
    }
    byte[] front = words(codec, text.substring(0, gap));
    byte[] back = words(codec, text.substring(gap + 2));
    if (front.length + back.length > 2 * WORDS - 2) {
      throw Misfit.text(codec);
    }
    byte[] octets = Arrays.copyOf(front, 2 * WORDS);
    System.arraycopy(back, 0, octets, octets.length - back.length, back.length);
    return octets;
  }

  /** The octets of words with colons between, the last of which may be an IPv4 address. */
  private static byte[] words(Codec<?> codec, String text) {
    if (text.isEmpty()) {
      return new byte[0];
    }
    String[] words = text.split(":", WORDS + 1);
    byte[] octets = new byte[2 * WORDS + 4];
    int length = 0;
    for (String word : words) {
      if (length >= 2 * WORDS) {
        throw Misfit.text(codec);
      }
      boolean last = word.equals(words[words.length - 1]);
      if (last && word.indexOf('.') >= 0) {
        System.arraycopy(ipv4(codec, word), 0, octets, length, 4);
        length += 4;
        continue;
      }
      int bits = word(codec, word);
      octets[length++] = (byte) (bits >> 8);
      octets[length++] = (byte) bits;
    }
    return Arrays.copyOf(octets, length);
  }

  private static int word(Codec<?> codec, String word) {
    boolean hex = !word.isEmpty() && word.length() <= 4;
    for (int i = 0; hex && i < word.length(); i++) {
      hex = HexFormat.isHexDigit(word.charAt(i));
    }
    if (!hex) {
      throw Misfit.text(codec);
    }
    return HexFormat.fromHexDigits(word);
  }
}
