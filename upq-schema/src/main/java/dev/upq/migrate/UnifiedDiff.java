// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import java.util.ArrayList;
import java.util.List;

/**
 * What differs between two texts, line by line, as {@code diff -u} writes it. Stateless.
 *
 * <p>The lines between the first and the last difference are compared by their longest common
 * subsequence, up to 2,000 on either side; beyond that all of them count as replaced. At most 200
 * lines are shown.
 */
final class UnifiedDiff {

  private static final int CONTEXT = 3;
  private static final int MOST_COMPARED = 2_000;
  private static final int MOST_SHOWN = 200;

  private UnifiedDiff() {}

  /** A line of the outcome: its sign, and its text. */
  private record Edit(char sign, String line) {}

  /** Without a line feed at its end. */
  static String of(String oldName, String newName, String before, String after) {
    List<String> lines = new ArrayList<>();
    lines.add("--- " + oldName);
    lines.add("+++ " + newName);
    hunks(edits(split(before), split(after)), lines);
    if (lines.size() > MOST_SHOWN) {
      int more = lines.size() - MOST_SHOWN;
      lines.subList(MOST_SHOWN, lines.size()).clear();
      lines.add("(and " + more + " lines more)");
    }
    return String.join("\n", lines);
  }

  /** A text without a line feed at its end says so, as it is part of the checksum. */
  private static List<String> split(String text) {
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    if (lines.getLast().isEmpty()) {
      lines.removeLast();
    } else {
      lines.add("\\ No newline at end of file");
    }
    return lines;
  }

  private static List<Edit> edits(List<String> before, List<String> after) {
    int shorter = Math.min(before.size(), after.size());
    int head = 0;
    while (head < shorter && before.get(head).equals(after.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < shorter - head
        && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
      tail++;
    }
    List<Edit> edits = new ArrayList<>();
    before.subList(0, head).forEach(line -> edits.add(new Edit(' ', line)));
    middle(
        before.subList(head, before.size() - tail),
        after.subList(head, after.size() - tail),
        edits);
    before
        .subList(before.size() - tail, before.size())
        .forEach(line -> edits.add(new Edit(' ', line)));
    return edits;
  }

  private static void middle(List<String> before, List<String> after, List<Edit> edits) {
    if (before.size() > MOST_COMPARED || after.size() > MOST_COMPARED) {
      before.forEach(line -> edits.add(new Edit('-', line)));
      after.forEach(line -> edits.add(new Edit('+', line)));
      return;
    }
    int[][] common = common(before, after);
    int i = 0;
    int j = 0;
    while (i < before.size() || j < after.size()) {
      boolean same = i < before.size() && j < after.size() && before.get(i).equals(after.get(j));
      if (same) {
        edits.add(new Edit(' ', before.get(i)));
        i++;
        j++;
      } else if (j == after.size() || (i < before.size() && common[i + 1][j] >= common[i][j + 1])) {
        edits.add(new Edit('-', before.get(i)));
        i++;
      } else {
        edits.add(new Edit('+', after.get(j)));
        j++;
      }
    }
  }

  /** How many lines the rests behind each pair of places have in common. */
  private static int[][] common(List<String> before, List<String> after) {
    int[][] common = new int[before.size() + 1][after.size() + 1];
    for (int i = before.size() - 1; i >= 0; i--) {
      for (int j = after.size() - 1; j >= 0; j--) {
        common[i][j] =
            before.get(i).equals(after.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }

  private static void hunks(List<Edit> edits, List<String> lines) {
    int at = 0;
    int oldLine = 1;
    int newLine = 1;
    while (at < edits.size()) {
      if (edits.get(at).sign() == ' ' && !changeWithin(edits, at, at + CONTEXT)) {
        at++;
        oldLine++;
        newLine++;
        continue;
      }
      int end = at;
      while (end < edits.size() && changeWithin(edits, end - CONTEXT, end + CONTEXT)) {
        end++;
      }
      List<Edit> hunk = edits.subList(at, end);
      int olds = (int) hunk.stream().filter(edit -> edit.sign() != '+').count();
      int news = (int) hunk.stream().filter(edit -> edit.sign() != '-').count();
      lines.add("@@ -" + oldLine + "," + olds + " +" + newLine + "," + news + " @@");
      hunk.forEach(edit -> lines.add(edit.sign() + edit.line()));
      oldLine += olds;
      newLine += news;
      at = end;
    }
  }

  private static boolean changeWithin(List<Edit> edits, int from, int to) {
    for (int i = Math.max(0, from); i <= Math.min(edits.size() - 1, to); i++) {
      if (edits.get(i).sign() != ' ') {
        return true;
      }
    }
    return false;
  }
}
