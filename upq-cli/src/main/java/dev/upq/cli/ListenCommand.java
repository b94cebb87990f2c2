// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.PgPool;
import dev.upq.notify.Dropped;
import dev.upq.notify.Event;
import dev.upq.notify.Gap;
import dev.upq.notify.Notification;
import dev.upq.notify.PgChannelDispatcher;
import dev.upq.notify.PgTopics;
import dev.upq.notify.Subscribed;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints notifications as they come. One thread; the handlers print under a lock. */
@Command(
    name = "listen",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Listens to channels and prints what comes: the channel, a tab, the payload. What may have"
          + " been lost is printed too, as a line that begins with --. It reconnects by itself;"
          + " Ctrl-C ends it.",
      "",
      "A name without wildcards is a channel of PostgreSQL. A pattern is one of topics, which all"
          + " go over one channel (--topics): * stands for one segment, ** or # at the end for the"
          + " rest. For example: upq listen 'flight.*'"
    })
final class ListenCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "1..*",
      paramLabel = "PATTERN",
      description = "Channels, or patterns of topics.")
  private List<String> patterns = List.of();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The server, as a URI or key=value string of libpq; else the PG* variables.")
  private Optional<String> url = Optional.empty();

  @Option(
      names = "--topics",
      paramLabel = "CHANNEL",
      description = "All names are topics, which go over this channel (patterns: upq_topics).")
  private Optional<String> namespace = Optional.empty();

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Ends after so many notifications (default: never).")
  private int count;

  private final ReentrantLock lock = new ReentrantLock();
  private final CountDownLatch done = new CountDownLatch(1);
  // Guarded by lock.
  private int come;
  private int waiting;

  ListenCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    waiting = patterns.size();
    try (PgPool pool = PgPool.open(NotifyCommand.config(url));
        PgChannelDispatcher bus = PgChannelDispatcher.open(pool)) {
      for (String pattern : patterns) {
        subscribe(bus, pattern);
      }
      done.await();
    }
    return CommandLine.ExitCode.OK;
  }

  private void subscribe(PgChannelDispatcher bus, String pattern) {
    boolean topical = namespace.isPresent() || isPattern(pattern);
    if (!topical) {
      bus.on(pattern, this::print);
      return;
    }
    PgTopics topics = bus.topics(namespace.orElse(NotifyCommand.TOPICS));
    topics.on(pattern, this::print);
    if (namespace.isEmpty()) {
      say(
          pattern
              + " is a pattern of topics: senders say upq notify --topics "
              + NotifyCommand.TOPICS
              + " TOPIC");
    }
  }

  private static boolean isPattern(String name) {
    return List.of(name.split("\\.", -1)).stream()
        .anyMatch(each -> each.equals("*") || each.equals("**") || each.equals("#"));
  }

  private void print(Event event) {
    PrintWriter out = spec.commandLine().getOut();
    lock.lock();
    try {
      switch (event) {
        case Subscribed now -> {
          waiting--;
          if (waiting == 0) {
            say("listening");
          }
        }
        case Notification it -> {
          if (count == 0 || come < count) {
            out.println(it.channel() + "\t" + it.payload());
          }
          come++;
        }
        case Gap gap ->
            out.println(
                "-- gap: "
                    + gap.reason().name().toLowerCase(Locale.ROOT)
                    + ", "
                    + seconds(gap.downtime())
                    + "; notifications may have been lost here");
        case Dropped some -> out.println("-- dropped: " + some.count());
      }
      out.flush();
      if (count > 0 && come >= count) {
        done.countDown();
      }
    } finally {
      lock.unlock();
    }
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1_000.0);
  }

  private void say(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("upq: " + line);
    err.flush();
  }
}
