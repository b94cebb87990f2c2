// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.upq.bench.load.Sample;
import dev.upq.bench.work.Case;
import dev.upq.bench.work.Peer;
import java.io.StringReader;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** One thread. Figures made by hand, and what is said of them. */
final class ReportTest {

  private static final Bar RATE =
      new Bar(
          "B2",
          Case.SELECT_64,
          Peer.UPQ,
          Bar.Figure.RATE,
          EnumSet.of(Peer.PGJDBC, Peer.VERTX),
          1.4);
  private static final Bar COST =
      new Bar(
          "B2", Case.SELECT_64, Peer.UPQ, Bar.Figure.CPU, EnumSet.of(Peer.PGJDBC, Peer.VERTX), 0.7);

  private static Figures figures(double rate, double cpu) {
    return new Figures(rate, cpu, Double.NaN, 1, 2, 3, Double.NaN);
  }

  private static Outcome outcome(Map<Peer, Figures> figures) {
    return new Outcome(
        Case.SELECT_64,
        figures,
        Map.of(Peer.UPQ, "eight connections"),
        Map.of(Peer.UPQ_LANE, "there is <no> lane"));
  }

  private static final Outcome OUTCOME =
      outcome(
          Map.of(
              Peer.UPQ, figures(90_000, 6),
              Peer.PGJDBC, figures(30_000, 24),
              Peer.VERTX, figures(60_000, 10)));

  private static Sample sample(long operations, double seconds, long cpu) {
    return new Sample(operations, seconds, cpu, 5_000, 1_000, 2_000, 3_000, -1);
  }

  @Test
  void figuresAreMediansOfRoundsForOneUnit() {
    Figures three =
        Figures.of(
            List.of(sample(10, 1, 1_000_000), sample(90, 1, 9_000_000), sample(20, 1, 2_000_000)),
            5);
    assertThat(three.rate()).isEqualTo(100);
    assertThat(three.cpuMicros()).isEqualTo(20);
    assertThat(three.p50Micros()).isEqualTo(1);
    assertThat(three.heapBytes()).isNaN();
    Figures two = Figures.of(List.of(sample(10, 1, -1), sample(20, 1, -1)), 1);
    assertThat(two.rate()).isEqualTo(15);
    assertThat(two.cpuMicros()).isNaN();
  }

  @Test
  void aBarComparesWithTheBestOfTheOthers() {
    assertThat(RATE.judge(OUTCOME.figures()))
        .isEqualTo(new Bar.Verdict.Measured(1.5, "vertx", true));
    assertThat(COST.judge(OUTCOME.figures()))
        .isEqualTo(new Bar.Verdict.Measured(0.6, "vertx", true));
    Map<Peer, Figures> slower =
        Map.of(Peer.UPQ, figures(60_000, 10), Peer.PGJDBC, figures(60_000, 10));
    assertThat(RATE.judge(slower)).isEqualTo(new Bar.Verdict.Measured(1, "pgjdbc", false));
    assertThat(COST.judge(slower)).isEqualTo(new Bar.Verdict.Measured(1, "pgjdbc", false));
    assertThat(RATE.judge(Map.of(Peer.UPQ, figures(1, 1)))).isInstanceOf(Bar.Verdict.Unknown.class);
    assertThat(RATE.judge(Map.of(Peer.VERTX, figures(1, 1))))
        .isEqualTo(new Bar.Verdict.Unknown("upq did not take part"));
  }

  @Test
  void everyBarOfTheListIsThereAndItsCaseHasRoomForIt() {
    assertThat(Bars.all()).extracting(Bar::name).containsAll(Bars.names());
    for (Bar bar : Bars.all()) {
      assertThat(bar.work().peers()).contains(bar.who()).containsAll(bar.against());
    }
    assertThat(Bars.cases(Bars.names())).containsExactlyInAnyOrder(Case.values());
    assertThat(Bars.cases(Set.of("B1"))).containsExactly(Case.SELECT_1);
  }

  @Test
  void theTableSaysRatesRatiosAndNotes() {
    assertThat(Table.figures(OUTCOME))
        .containsExactly(
            "point select, 64 callers",
            "                 selects/s      CPU µs      p50 µs      p99 µs    p99.9 µs      "
                + " bytes",
            "  upq               90,000        6.00        1.00        2.00        3.00          "
                + " -",
            "  upq-lane    there is <no> lane",
            "  pgjdbc            30,000        24.0        1.00        2.00        3.00          "
                + " -",
            "  vertx             60,000        10.0        1.00        2.00        3.00          "
                + " -");
    assertThat(Table.bars(List.of(RATE, COST), List.of(OUTCOME)))
        .satisfiesExactly(
            line -> assertThat(line).contains("B2", "1.50 of vertx", "at least 1.40", "met"),
            line -> assertThat(line).contains("CPU", "0.60 of vertx", "at most 0.70", "met"));
    assertThat(Table.bars(List.of(RATE), List.of(outcome(Map.of()))))
        .singleElement()
        .asString()
        .contains("upq did not take part");
  }

  @Test
  void thePictureIsWellFormedAndHasABarForEachRatio() throws Exception {
    String svg = Picture.of(List.of(RATE, COST), List.of(OUTCOME), "a < b & c");
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(2);
    assertThat(svg).contains("prefers-color-scheme:dark", "1.50", "0.60", "a &lt; b &amp; c");
  }

  @Test
  void theMarkdownHasALineForEachBarAndEachClient() {
    String text = Markdown.of(List.of(RATE, COST), List.of(OUTCOME), "2026-11-23");
    assertThat(text.lines())
        .contains(
            "2026-11-23",
            "| B2 | point select, 64 callers | upq | rate | 1.50 | vertx | at least 1.40 | met |",
            "| point select, 64 callers, selects | upq | 90,000 | 6.00 | 1.00 | 2.00 | 3.00 | - |",
            "|  | vertx | 60,000 | 10.0 | 1.00 | 2.00 | 3.00 | - |");
  }

  @Test
  void theDocumentHasEveryFigureThatIsKnown() throws Exception {
    JsonNode root =
        new ObjectMapper()
            .readTree(
                dev.upq.bench.report.Document.of(
                    Map.of("date", "2026-11-23"), List.of(RATE), List.of(OUTCOME)));
    assertThat(root.path("date").asText()).isEqualTo("2026-11-23");
    JsonNode clients = root.path("cases").path(0).path("clients");
    assertThat(clients.path("upq").path("perSecond").asDouble()).isEqualTo(90_000);
    assertThat(clients.path("upq").path("setup").asText()).isEqualTo("eight connections");
    assertThat(clients.path("upq").has("allocatedBytes")).isFalse();
    assertThat(clients.path("upq-lane").path("note").asText()).isEqualTo("there is <no> lane");
    JsonNode bar = root.path("bars").path(0);
    assertThat(bar.path("ratio").asDouble()).isEqualTo(1.5);
    assertThat(bar.path("met").asBoolean()).isTrue();
  }
}
