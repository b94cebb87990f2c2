// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What texts mean for the transaction that they are sent in. */
final class TransactionTextTest {

  @Test
  @DisplayName("TX-04: one statement that begins or ends a transaction is known by its first words")
  void oneStatement() {
    for (String text :
        List.of(
            "commit",
            " /* a /* b */ */ -- c\n ; End work",
            "ABORT",
            "rollback",
            "rollback and chain",
            "rollback work and chain",
            "commit prepared 'a'",
            "prepare transaction 'a'")) {
      assertThat(TransactionText.ofOne(text)).as(text).isEqualTo(TransactionText.ENDS);
      assertThat(TransactionText.ofAll(text)).as(text).isEqualTo(TransactionText.ENDS);
    }
    for (String text : List.of("begin", "START /**/ transaction read only")) {
      assertThat(TransactionText.ofOne(text)).as(text).isEqualTo(TransactionText.BEGINS);
    }
    for (String text :
        List.of(
            "select case when true then 1 end",
            "rollback to a",
            "rollback transaction to savepoint a",
            "prepare a as select 1",
            "commits",
            "(select 1)",
            "")) {
      assertThat(TransactionText.ofOne(text)).as(text).isEqualTo(TransactionText.KEEPS);
      assertThat(TransactionText.ofAll(text)).as(text).isEqualTo(TransactionText.KEEPS);
    }
    assertThat(TransactionText.ofOne("-- a\rcommit\nselect 1")).isEqualTo(TransactionText.UNCLEAR);
  }

  @Test
  @DisplayName("TX-04: a script is known by the first words of each statement in it")
  void scripts() {
    for (String text :
        List.of(
            "select 1; commit",
            "select ';'; end; select 2",
            "create function f() returns int begin atomic select 1; end; commit",
            "do $$ begin null; end $$; rollback")) {
      assertThat(TransactionText.ofAll(text)).as(text).isEqualTo(TransactionText.ENDS);
    }
    for (String text :
        List.of(
            "do $$ begin commit; end $$",
            "select E'\\'; commit; --'",
            "savepoint a; select 1; rollback to a; release a",
            "create function f() returns int begin atomic select case when true then 1 end;"
                + " select 2; end; select 1",
            "create table t (begin date, \"end\" date); select 1",
            "insert into t values ('a\\b')")) {
      assertThat(TransactionText.ofAll(text)).as(text).isEqualTo(TransactionText.KEEPS);
    }
    for (String text :
        List.of(
            "select '\\'; commit --'",
            "create table t (begin atomic, a int); commit",
            "select 'commit")) {
      assertThat(TransactionText.ofAll(text)).as(text).isEqualTo(TransactionText.UNCLEAR);
    }
  }
}
