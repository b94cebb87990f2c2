// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.codec.BuiltinTypes;
import dev.upq.row.Column;
import dev.upq.row.Columns;
import dev.upq.wire.Format;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What a session is taken to hold, after what was sent and what was answered. */
class HeldStatementsTest {

  private static final int INT4 = 23;
  private static final int TEXT = 25;

  private final PreparedStatementRegistry registry = PreparedStatementRegistry.named();
  private final HeldStatements held = new HeldStatements(registry, 3, 1_000);

  private static Columns column(int oid) {
    return new Columns(
        List.of(new Column("a", 0, 0, BuiltinTypes.registry().type(oid), -1, Format.BINARY)));
  }

  private PreparedStatement described(String sql) {
    RegisteredStatement text = registry.text(sql);
    return text.described(text.nextName(), List.of(), column(INT4), true);
  }

  private Claim claim(PreparedStatement statement) {
    return claim(held, statement);
  }

  private static Claim claim(HeldStatements held, PreparedStatement statement) {
    held.order().lock();
    try {
      return held.claim(statement);
    } finally {
      held.order().unlock();
    }
  }

  /** Claimed, sent, and answered as promised. */
  private PreparedStatement used(PreparedStatement statement) {
    held.verified(claim(statement), statement);
    return statement;
  }

  private List<String> closing() {
    held.order().lock();
    try {
      return held.claimClosing();
    } finally {
      held.order().unlock();
    }
  }

  @Test
  void theFirstClaimBringsParseAndDescribeAlongTheNextNothing() {
    PreparedStatement a = described("a");
    Claim first = claim(a);
    assertThat(first).isEqualTo(new Claim(a, List.of(), true, true));
    assertThat(first.isEmpty()).isFalse();
    assertThat(held.names()).containsExactly(a.name());
    held.verified(first, a);
    assertThat(claim(a)).isEqualTo(new Claim(a, List.of(), false, false));
    assertThat(claim(a).isEmpty()).isTrue();
  }

  @Test
  void untilItIsVerifiedEachClaimAsksForTheDescription() {
    PreparedStatement a = described("a");
    Claim first = claim(a);
    assertThat(claim(a)).isEqualTo(new Claim(a, List.of(), false, true));
    held.verified(first, a);
    assertThat(claim(a).isEmpty()).isTrue();
  }

  @Test
  void whatWasDescribedHereIsHeldAndVerified() {
    PreparedStatement a = described("a");
    held.holds(a);
    assertThat(claim(a).isEmpty()).isTrue();
    assertThat(held.size()).isOne();
    PreparedStatement again = described("a");
    held.holds(again);
    assertThat(held.names()).containsExactly(again.name());
    assertThat(closing()).containsExactly(a.name());
  }

  @Test
  void aRefusedParseIsNotHeldAndWhatItClosedIsClosed() {
    PreparedStatement a = used(described("a"));
    held.forget(a.text());
    PreparedStatement b = described("b");
    Claim claim = claim(b);
    assertThat(claim.closing()).containsExactly(a.name());
    held.refused(claim);
    assertThat(held.names()).isEmpty();
    assertThat(closing()).isEmpty();
  }

  @Test
  void aRefusedDescribeLeavesWhatWasParsed() {
    PreparedStatement a = described("a");
    Claim parsing = claim(a);
    Claim describing = claim(a);
    held.refused(describing);
    assertThat(held.names()).containsExactly(a.name());
    held.refused(parsing);
    assertThat(held.names()).isEmpty();
  }

  @Test
  void aLateRefusalDoesNotTouchANewerDescription() {
    PreparedStatement old = described("a");
    Claim late = claim(old);
    PreparedStatement newer = described("a");
    claim(newer);
    held.refused(late);
    assertThat(held.names()).containsExactly(newer.name());
    held.unknown(late);
    assertThat(held.names()).containsExactly(newer.name());
    assertThat(closing()).containsExactly(old.name());
  }

  @Test
  void whatNeverLeftIsTakenBackWholeTheClosingsToo() {
    PreparedStatement a = used(described("a"));
    held.forget(a.text());
    Claim claim = claim(described("b"));
    held.takenBack(claim);
    assertThat(held.names()).isEmpty();
    assertThat(closing()).containsExactly(a.name());
  }

  @Test
  void whatIsTakenBackWithoutAParseStays() {
    PreparedStatement a = used(described("a"));
    held.takenBack(claim(a));
    assertThat(held.names()).containsExactly(a.name());
    assertThat(closing()).isEmpty();
  }

  @Test
  void ofWhatNobodyKnowsEveryNameIsClosed() {
    PreparedStatement a = used(described("a"));
    held.forget(a.text());
    PreparedStatement b = described("b");
    held.unknown(claim(b));
    assertThat(held.names()).isEmpty();
    assertThat(claim(b)).isEqualTo(new Claim(b, List.of(a.name(), b.name()), true, true));
  }

  @Test
  void whatWasHeldBeforeAnUnknownEndIsHeldAfterIt() {
    PreparedStatement a = used(described("a"));
    held.unknown(claim(a));
    assertThat(held.names()).containsExactly(a.name());
    assertThat(closing()).isEmpty();
  }

  @Test
  void aForgottenStatementIsClosedWithTheNextBurstOnce() {
    PreparedStatement a = used(described("a"));
    held.forget(a.text());
    held.forget(a.text());
    assertThat(held.size()).isZero();
    PreparedStatement b = described("b");
    assertThat(claim(b).closing()).containsExactly(a.name());
    assertThat(claim(b).closing()).isEmpty();
  }

  @Test
  void aNewVersionReplacesTheOldAtItsNextUse() {
    PreparedStatement old = used(described("a"));
    PreparedStatement newer = described("a");
    assertThat(newer.name()).isNotEqualTo(old.name());
    assertThat(claim(newer)).isEqualTo(new Claim(newer, List.of(old.name()), true, true));
    assertThat(held.names()).containsExactly(newer.name());
  }

  @Test
  void theOneUsedLongestAgoGoesWhereTheCountIsPassed() {
    PreparedStatement a = used(described("a"));
    PreparedStatement b = used(described("b"));
    PreparedStatement c = used(described("c"));
    used(a);
    PreparedStatement d = described("d");
    assertThat(claim(d).closing()).containsExactly(b.name());
    assertThat(held.names()).containsExactly(c.name(), a.name(), d.name());
  }

  @Test
  void theOneUsedLongestAgoGoesWhereTheLengthIsPassed() {
    PreparedStatement a = used(described("a".repeat(500)));
    PreparedStatement b = used(described("b".repeat(500)));
    assertThat(held.size()).isEqualTo(2);
    PreparedStatement c = described("c");
    assertThat(claim(c).closing()).containsExactly(a.name());
    PreparedStatement huge = described("d".repeat(5_000));
    assertThat(claim(huge).closing()).containsExactly(b.name(), c.name());
    assertThat(held.names()).containsExactly(huge.name());
    assertThat(claim(a).closing()).containsExactly(huge.name());
    used(b);
    assertThat(held.names()).as("lengths are given back").containsExactly(a.name(), b.name());
  }

  @Test
  void aSessionThatSeesOtherColumnsHasAViewOfItsOwn() {
    PreparedStatement a = described("a");
    PreparedStatement here = a.withColumns(column(TEXT), true);
    assertThat(held.seenHere(a)).isSameAs(a);
    held.verified(claim(a), here);
    assertThat(held.seenHere(a)).isSameAs(here);
    assertThat(claim(a).isEmpty()).isTrue();
    assertThat(claim(here).isEmpty()).isTrue();
    PreparedStatement other = used(described("b"));
    assertThat(held.seenHere(other)).isSameAs(other);
    PreparedStatement newer = described("a");
    assertThat(held.seenHere(newer)).isSameAs(newer);
    held.forget(a.text());
    assertThat(held.seenHere(a)).isSameAs(a);
  }

  @Test
  void aClaimByWhatOthersSeeIsForWhatTheSessionSeesOnceItHasDescribedIt() {
    PreparedStatement a = described("a");
    Claim before = claim(a);
    PreparedStatement here = a.withColumns(column(TEXT), true);
    held.verified(before, here);
    assertThat(claim(a).statement()).isSameAs(here);
    assertThat(claim(a).isEmpty()).isTrue();
    held.close(List.of("x"));
    assertThat(claim(a)).isEqualTo(new Claim(here, List.of("x"), false, false));
  }

  @Test
  void aViewOfItsOwnEndsWithTheStatement() {
    for (int way = 0; way < 4; way++) {
      PreparedStatement a = described("a");
      held.verified(claim(a), a.withColumns(column(TEXT), true));
      assertThat(held.seenHere(a)).isNotSameAs(a);
      switch (way) {
        case 0 -> held.noted("DISCARD ALL", "discard all");
        case 1 -> held.noted("DEALLOCATE", "deallocate " + a.name());
        case 2 -> held.holds(a);
        case 3 -> List.of("b", "c", "d").forEach(sql -> used(described(sql)));
        default -> throw new AssertionError(way);
      }
      assertThat(held.seenHere(a)).as("way " + way).isSameAs(a);
    }
  }

  @Test
  void allIsGoneAfterDiscardAllAndDeallocateAll() {
    for (String tag : List.of("DISCARD ALL", "DEALLOCATE ALL")) {
      PreparedStatement a = used(described("a".repeat(600)));
      held.forget(used(described("b")).text());
      held.noted(tag, tag.toLowerCase(Locale.ROOT));
      assertThat(held.names()).isEmpty();
      assertThat(claim(a)).isEqualTo(new Claim(a, List.of(), true, true));
      assertThat(closing()).isEmpty();
      used(described("c".repeat(400)));
      assertThat(held.size()).as("lengths are given back").isEqualTo(2);
      held.noted(tag, tag);
    }
  }

  @Test
  void whatIsDeallocatedByItsNameIsGoneAndNotClosed() {
    PreparedStatement a = used(described("a"));
    PreparedStatement b = used(described("b"));
    held.noted("DEALLOCATE", "DEALLOCATE " + a.name());
    assertThat(held.names()).containsExactly(b.name());
    assertThat(closing()).isEmpty();
    held.noted("DEALLOCATE", "deallocate prepare \"" + b.name() + "\"");
    assertThat(held.names()).isEmpty();
  }

  @Test
  void otherTagsAndOtherNamesChangeNothing() {
    PreparedStatement a = used(described("a"));
    for (String tag : List.of("SELECT 1", "DISCARD PLANS", "DISCARD TEMP", "SET", "CLOSE ALL")) {
      held.noted(tag, "something about " + a.name());
    }
    held.noted("DEALLOCATE", "deallocate mine");
    assertThat(held.names()).containsExactly(a.name());
  }

  @Test
  void aRefusalThatIsReadLateTakesNothingFromTheClaimThatReplacedIt() {
    PreparedStatement a = described("a");
    Claim first = claim(a);
    held.forget(a.text());
    Claim second = claim(a);
    assertThat(second).isEqualTo(new Claim(a, List.of(a.name()), true, true));
    held.refused(first);
    assertThat(held.names()).containsExactly(a.name());
    held.unknown(first);
    assertThat(held.names()).containsExactly(a.name());
    assertThat(closing()).isEmpty();
    held.verified(second, a);
    assertThat(claim(a).isEmpty()).isTrue();
  }

  @Test
  void lengthsAreCountedInBytesAndWhatIsPushedOutIsCounted() {
    used(described("ä".repeat(300)));
    assertThat(held.sizeBytes()).isEqualTo(600);
    used(described("€".repeat(134)));
    assertThat(held.sizeBytes()).isEqualTo(402);
    assertThat(registry.counts().pushedOut()).isOne();
    used(described("😀".repeat(149)));
    assertThat(held.sizeBytes()).isEqualTo(402 + 596);
    assertThat(registry.counts().pushedOut()).isOne();
  }

  @Test
  void namesGivenBackAreClosedWithTheNextBurst() {
    held.close(List.of("x", "y"));
    assertThat(closing()).containsExactly("x", "y");
    assertThat(closing()).isEmpty();
  }

  @Test
  void withoutNamesEachClaimParsesAndNothingIsHeld() {
    PreparedStatementRegistry unnamed = PreparedStatementRegistry.unnamed();
    HeldStatements nothing = new HeldStatements(unnamed, 0, 1_000);
    RegisteredStatement text = unnamed.text("a");
    PreparedStatement a = text.described(text.nextName(), List.of(), column(INT4), true);
    nothing.holds(a);
    for (int i = 0; i < 3; i++) {
      Claim claim = claim(nothing, a);
      assertThat(claim).isEqualTo(new Claim(a, List.of(), true, true));
      nothing.verified(claim, a);
      nothing.unknown(claim);
      nothing.forget(text);
    }
    assertThat(nothing.names()).isEmpty();
    assertThat(claim(nothing, a).closing()).isEmpty();
  }
}
