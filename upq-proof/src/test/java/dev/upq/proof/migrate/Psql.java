// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.migrate;

import dev.upq.sql.FirstWord;
import dev.upq.testkit.script.Conversation;
import dev.upq.testkit.script.FakeServer;
import dev.upq.testkit.script.Greeting;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.CopyData;
import dev.upq.wire.CopyDone;
import dev.upq.wire.CopyInResponse;
import dev.upq.wire.FrontendMessage;
import dev.upq.wire.Query;
import dev.upq.wire.ReadyForQuery;
import dev.upq.wire.TransactionStatus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A psql that is installed, in front of a server that writes down what it is sent and takes it all.
 * Thread-safe.
 */
final class Psql {

  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final String NEXT = "the next file";

  private Psql() {}

  /** Where it is; empty where none is installed. */
  static Optional<Path> executable() {
    return List.of(System.getenv("PATH").split(File.pathSeparator, -1)).stream()
        .map(directory -> Path.of(directory, "psql"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** What it sends for each of the files, in their order; what has no token is left out. */
  static List<List<String>> sent(List<Path> files) throws IOException, InterruptedException {
    List<String> queries = Collections.synchronizedList(new ArrayList<>());
    try (FakeServer server = FakeServer.serving(LIMIT, talk -> take(talk, queries))) {
      List<String> command =
          new ArrayList<>(List.of(executable().orElseThrow().toString(), "-X", "-q"));
      command.addAll(List.of("-h", "127.0.0.1", "-p", Integer.toString(server.port())));
      command.addAll(List.of("-U", "postgres", "-d", "postgres"));
      for (Path file : files) {
        command.addAll(List.of("-f", file.toString(), "-c", NEXT));
      }
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("psql does not end");
      }
    }
    List<List<String>> each = new ArrayList<>();
    List<String> now = new ArrayList<>();
    for (String query : queries) {
      if (query.equals(NEXT)) {
        each.add(now);
        now = new ArrayList<>();
      } else {
        String bare = query.substring(FirstWord.begin(query, 0));
        if (!bare.isEmpty() && !bare.equals(";")) {
          now.add(bare);
        }
      }
    }
    return each;
  }

  private static void take(Conversation talk, List<String> queries) {
    Greeting.postgres18().accept(talk);
    while (true) {
      switch (talk.next()) {
        case Query(String sql) -> {
          queries.add(sql);
          if (sql.contains("from stdin")) {
            takeData(talk);
          }
          talk.send(new CommandComplete("SELECT 0"), new ReadyForQuery(TransactionStatus.IDLE));
        }
        case FrontendMessage _ -> {
          return;
        }
      }
    }
  }

  private static void takeData(Conversation talk) {
    talk.send(new CopyInResponse(0, List.of(0)));
    FrontendMessage data = talk.next();
    while (data instanceof CopyData) {
      data = talk.next();
    }
    if (!(data instanceof CopyDone)) {
      throw new AssertionError("the data end with " + data);
    }
  }
}
