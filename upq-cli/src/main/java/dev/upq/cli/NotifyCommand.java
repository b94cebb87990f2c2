// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.notify.PgPublisher;
import dev.upq.notify.PgTopics;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends one notification. One thread. */
@Command(
    name = "notify",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Sends a notification on a channel, under its exact name, or on a topic (--topics).",
      "",
      "A channel's name has 63 bytes at most, a payload 7,999."
    })
final class NotifyCommand implements Callable<Integer> {

  /** The channel of topics where none is named. */
  static final String TOPICS = "upq_topics";

  @Parameters(index = "0", paramLabel = "CHANNEL", description = "The channel, or the topic.")
  private String channel = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PAYLOAD",
      description = "What is sent with it (default: nothing).")
  private String payload = "";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The server, as a URI or key=value string of libpq; else the PG* variables.")
  private Optional<String> url = Optional.empty();

  @Option(
      names = "--topics",
      paramLabel = "CHANNEL",
      description = "The name is a topic, and goes over this channel.")
  private Optional<String> namespace = Optional.empty();

  NotifyCommand() {}

  @Override
  public Integer call() {
    try (PgConnection connection = new Connector(ConnectionSetup.of(config(url))).connect()) {
      PgPublisher publisher = PgPublisher.on(connection);
      if (namespace.isPresent()) {
        publisher.publish(namespace.get(), PgTopics.payload(channel, payload));
      } else {
        publisher.publish(channel, payload);
      }
    }
    return CommandLine.ExitCode.OK;
  }

  /** What a URL says; without one, what the environment says. */
  static PgConfig config(Optional<String> url) {
    return (url.isPresent() ? PgConfig.parse(url.get()) : PgConfig.fromEnvironment())
        .with("pool_max", "2");
  }
}
