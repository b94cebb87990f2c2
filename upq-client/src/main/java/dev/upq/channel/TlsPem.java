// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * One block of a PEM file (RFC 7468). Immutable.
 *
 * @param label what stands after BEGIN
 * @param base64 its content, still encoded
 * @param encryptedOldWay whether its header says {@code Proc-Type: 4,ENCRYPTED} (RFC 1421)
 */
record TlsPem(String label, String base64, boolean encryptedOldWay) {

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /**
   * The blocks of a text, in its order. What stands outside them is passed over, and so is a block
   * without an end.
   */
  static List<TlsPem> blocks(String text) {
    List<TlsPem> blocks = new ArrayList<>();
    String label = null;
    boolean encrypted = false;
    StringBuilder body = new StringBuilder();
    for (String raw : text.split("\\R", -1)) {
      String line = raw.strip();
      if (line.startsWith(BEGIN) && line.endsWith(DASHES) && line.length() > BEGIN.length() + 5) {
        label = line.substring(BEGIN.length(), line.length() - DASHES.length());
        encrypted = false;
        body.setLength(0);
      } else if (label != null && line.equals(END + label + DASHES)) {
        blocks.add(new TlsPem(label, body.toString(), encrypted));
        label = null;
      } else if (line.indexOf(':') >= 0) {
        encrypted |= line.startsWith("Proc-Type:") && line.contains("ENCRYPTED");
      } else {
        body.append(line);
      }
    }
    return blocks;
  }

  /**
   * Its content.
   *
   * @throws IllegalArgumentException where it is not base64
   */
  byte[] der() {
    return Base64.getDecoder().decode(base64);
  }
}
