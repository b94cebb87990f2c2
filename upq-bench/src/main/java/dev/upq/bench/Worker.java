// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench;

import dev.upq.bench.load.Load;
import dev.upq.bench.load.Sample;
import dev.upq.bench.peer.Clients;
import dev.upq.bench.work.Case;
import dev.upq.bench.work.Client;
import dev.upq.bench.work.Offer;
import dev.upq.bench.work.Peer;
import dev.upq.bench.work.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The process of one client in one case. It is told on standard input to run for so many seconds, a
 * number a line, and answers each with a line of JSON; it ends where its input ends, also when its
 * parent was killed. One thread.
 */
public final class Worker {

  private static final String END = "";

  private Worker() {}

  /** The peer's and the case's names; where the server is stands in the environment. */
  public static void main(String[] arguments) {
    PrintStream out = System.out;
    // What a client prints must not come between the lines.
    System.setOut(System.err);
    BlockingQueue<String> orders = listen();
    Peer peer = Peer.valueOf(arguments[0]);
    Case work = Case.valueOf(arguments[1]);
    Target target = Wire.read(System.getenv(Wire.TARGET_VARIABLE), Target.class);
    int status = 0;
    try {
      serve(Clients.of(peer, target), work, target, orders, out);
    } catch (Exception | Error failed) {
      say(out, new Wire.Line(Wire.Kind.FAILED, chain(failed), null));
      status = 1;
    }
    Runtime.getRuntime().halt(status);
  }

  private static void serve(
      Client client, Case work, Target target, BlockingQueue<String> orders, PrintStream out)
      throws InterruptedException {
    Offer offer = work.workload().of(client);
    if (offer instanceof Offer.NotOffered not) {
      say(out, new Wire.Line(Wire.Kind.NOT_OFFERED, not.reason(), null));
      return;
    }
    Load load = new Load(offer, work.workload().expected(target.rows()), work.callers());
    say(out, new Wire.Line(Wire.Kind.READY, client.setup(), null));
    for (String order = orders.take(); !order.equals(END); order = orders.take()) {
      Sample sample = load.run(Double.parseDouble(order));
      say(out, new Wire.Line(Wire.Kind.SAMPLE, "", sample));
    }
  }

  /** The end of the input ends the process, whatever it is doing. */
  private static BlockingQueue<String> listen() {
    BlockingQueue<String> orders = new LinkedBlockingQueue<>();
    Thread.ofPlatform()
        .daemon()
        .name("orders")
        .start(
            () -> {
              try (BufferedReader in =
                  new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                  orders.add(line);
                }
              } catch (IOException ended) {
                Runtime.getRuntime().halt(1);
              }
              // A recording of the flight recorder is written on the way out.
              System.exit(0);
            });
    return orders;
  }

  private static void say(PrintStream out, Wire.Line line) {
    out.println(Wire.write(line));
    out.flush();
  }

  private static String chain(Throwable failed) {
    StringBuilder text = new StringBuilder();
    Throwable cause = failed;
    for (int depth = 0; cause != null && depth < 4; depth++) {
      text.append(depth == 0 ? "" : "; because of ").append(cause);
      cause = cause.getCause();
    }
    return text.toString().lines().reduce((a, b) -> a + " " + b).orElse("");
  }
}
