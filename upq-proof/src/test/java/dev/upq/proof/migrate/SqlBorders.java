// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.migrate;

import dev.upq.migrate.SqlSplitter;
import dev.upq.migrate.SqlStatement;
import dev.upq.migrate.SqlSyntaxException;
import dev.upq.sql.SqlTokens;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** Where the statements of a text end, by the splitter. Stateless. */
final class SqlBorders {

  private static final Pattern ECHO = Pattern.compile("(?m)^\\\\echo.*$");

  private SqlBorders() {}

  /** A script of an extension as the server runs it: without the commands of psql that warn. */
  static String script(String text) {
    return ECHO.matcher(text).replaceAll("");
  }

  /** The statements of a text; of one that cannot be read to its end, those in front. */
  static List<String> of(String sql) {
    List<String> texts = new ArrayList<>();
    try (SqlSplitter splitter = SqlSplitter.of("", sql)) {
      for (var next = splitter.next(); next.isPresent(); next = splitter.next()) {
        texts.add(next.map(SqlStatement::text).orElseThrow());
      }
    } catch (SqlSyntaxException e) {
      texts.add("");
    }
    return texts;
  }

  /**
   * Whether two texts are the same token by token, but for semicolons at the end: psql leaves out
   * lines without anything, and some comments.
   */
  static boolean same(String query, String statement) {
    return tokens(query).equals(tokens(statement));
  }

  private static List<String> tokens(String sql) {
    List<String> all = new ArrayList<>();
    SqlTokens tokens = new SqlTokens(sql);
    while (tokens.next() != SqlTokens.Kind.END) {
      all.add(tokens.text());
    }
    while (!all.isEmpty() && all.getLast().equals(";")) {
      all.removeLast();
    }
    return all;
  }

  /** The first 12 digits of the SHA-256 of the texts, each with a zero byte behind it. */
  static String hash(List<String> texts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String text : texts) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
