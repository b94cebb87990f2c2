// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.bytes.ByteWriter;
import dev.upq.proof.mutants.Verdict.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The runner of mutants tells a kill from everything that only looks like one. */
class KillerRunTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(500);

  /** What is run by these tests alone: nothing finds it by itself. */
  static final class Sample {

    @Test
    void oneByteIsWritten() {
      assertThat(new ByteWriter().int1(1).size()).isEqualTo(1);
    }

    @Test
    void somethingOfTheJdkBreaks() {
      throw new IllegalStateException("broken");
    }

    @Test
    void classIsMissing() {
      throw new AssertionError("wrapped", new NoClassDefFoundError("Gone"));
    }

    @Test
    void nothingIsAsked() {
      Assumptions.abort("nothing to ask");
    }

    @Test
    void nothingEverCame() throws InterruptedException {
      new CountDownLatch(1).await();
    }
  }

  @Test
  @DisplayName("Z4: a mistake that a test sees is a kill, and code as it is passes")
  void mistakeThatATestSeesIsAKill() throws IOException {
    Mutant mutant = planted("int at = claim(1);", "int at = claim(1); position++;");
    assertThat(run("oneByteIsWritten", Map.of()).kind()).isEqualTo(Kind.PASSED);
    assertThat(run("oneByteIsWritten", MutantCompiler.compile(mutant)).kind())
        .isEqualTo(Kind.FAILED);
  }

  @Test
  @DisplayName("Z4: a mistake that no test sees is told as survived")
  void mistakeThatNoTestSeesSurvives() throws IOException {
    Mutant mutant = planted("int at = claim(2);", "int at = claim(1);");
    assertThat(run("oneByteIsWritten", MutantCompiler.compile(mutant)).kind())
        .isEqualTo(Kind.PASSED);
  }

  @Test
  @DisplayName("Z4: what breaks beside the question, is aborted or never ends is no kill")
  void whatOnlyLooksLikeAKillIsNone() {
    assertThat(run("somethingOfTheJdkBreaks", Map.of()).kind()).isEqualTo(Kind.VOID);
    assertThat(run("classIsMissing", Map.of()).kind()).isEqualTo(Kind.VOID);
    assertThat(run("nothingIsAsked", Map.of()).kind()).isEqualTo(Kind.VOID);
    assertThat(run("noSuchTest", Map.of()).kind()).isEqualTo(Kind.VOID);
    assertThat(KillerRun.run(sample("nothingEverCame"), Map.of(), SHORT).kind())
        .isEqualTo(Kind.HUNG);
  }

  @Test
  @DisplayName("Z4: a mutant whose text is gone, stands there twice or does not compile is told")
  void mutantThatFitsNoLongerIsTold() {
    assertThatThrownBy(() -> MutantCompiler.compile(planted("no such text", "")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("rewrite the mutant");
    assertThatThrownBy(() -> MutantCompiler.compile(planted("return this;", "")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> MutantCompiler.compile(planted("int at = claim(1);", "")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("does not compile");
  }

  @Test
  void propertiesAreSetForTheRunAlone() {
    String name = "upq.mutants.sample";
    KillerRun.run(sample("oneByteIsWritten").with(name, "1"), Map.of(), LONG);
    assertThat(System.getProperty(name)).isNull();
  }

  private static Verdict run(String method, Map<String, byte[]> classes) {
    return KillerRun.run(sample(method), classes, LONG);
  }

  private static Killer sample(String method) {
    return Killer.of(Sample.class.getName(), method);
  }

  private static Mutant planted(String text, String replacement) {
    return new Mutant(
        "a sample",
        "none",
        "upq-protocol",
        ByteWriter.class.getName(),
        text,
        replacement,
        sample("oneByteIsWritten"));
  }
}
