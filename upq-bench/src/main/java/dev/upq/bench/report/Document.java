// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.upq.bench.work.Peer;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Everything that was found out, as JSON. What is not known is left out. Stateless. */
public final class Document {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Document() {}

  /** The document; {@code about} says where and how it was measured. */
  public static String of(Map<String, String> about, List<Bar> bars, List<Outcome> outcomes) {
    ObjectNode root = JSON.createObjectNode();
    about.forEach(root::put);
    ArrayNode cases = root.putArray("cases");
    outcomes.forEach(outcome -> outcome(cases.addObject(), outcome));
    ArrayNode verdicts = root.putArray("bars");
    for (Bar bar : bars) {
      for (Outcome outcome : outcomes) {
        if (outcome.work() == bar.work()) {
          bar(verdicts.addObject(), bar, bar.judge(outcome.figures()));
        }
      }
    }
    return root.toPrettyString() + "\n";
  }

  private static void outcome(ObjectNode node, Outcome outcome) {
    node.put("case", outcome.work().name().toLowerCase(Locale.ROOT));
    node.put("title", outcome.work().title());
    node.put("unit", outcome.work().unit());
    ObjectNode clients = node.putObject("clients");
    for (Peer peer : Peer.values()) {
      Figures figures = outcome.figures().get(peer);
      String note = outcome.notes().get(peer);
      if (figures != null) {
        ObjectNode client = clients.putObject(peer.word());
        client.put("setup", outcome.setups().getOrDefault(peer, ""));
        put(client, "perSecond", figures.rate());
        put(client, "cpuMicros", figures.cpuMicros());
        put(client, "allocatedBytes", figures.allocatedBytes());
        put(client, "p50Micros", figures.p50Micros());
        put(client, "p99Micros", figures.p99Micros());
        put(client, "p999Micros", figures.p999Micros());
        put(client, "heapBytes", figures.heapBytes());
      } else if (note != null) {
        clients.putObject(peer.word()).put("note", note);
      }
    }
  }

  private static void bar(ObjectNode node, Bar bar, Bar.Verdict verdict) {
    node.put("bar", bar.name());
    node.put("case", bar.work().name().toLowerCase(Locale.ROOT));
    node.put("who", bar.who().word());
    node.put("figure", bar.figure().word());
    node.put("limit", Table.limit(bar));
    switch (verdict) {
      case Bar.Verdict.Measured measured -> {
        node.put("ratio", measured.ratio());
        node.put("best", measured.best());
        node.put("met", measured.met());
      }
      case Bar.Verdict.Unknown unknown -> node.put("unknown", unknown.why());
    }
  }

  private static void put(ObjectNode node, String name, double value) {
    if (!Double.isNaN(value)) {
      node.put(name, value);
    }
  }
}
