// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.cli.Upq;
import dev.upq.connection.PgConnection;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** The table of types in the docs is what the servers' catalogues and the codecs say. */
@Timeout(180)
final class TypesDocumentTest {

  private static final String UPDATE = "upq.types.update";

  /** The database that nobody puts anything into. */
  private static String types(int version) {
    try (PgConnection connection = Servers.connect(Servers.config(version))) {
      connection.script("drop database if exists untouched");
      connection.script("create database untouched template template0");
    }
    StringWriter out = new StringWriter();
    CommandLine command = Upq.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.getSubcommands().values().forEach(sub -> sub.setOut(new PrintWriter(out, true)));
    String url =
        "host=127.0.0.1 port=%d user=%s dbname=untouched"
            .formatted(Servers.of(version).port(), Servers.config(version).user());
    assertThat(command.execute("types", "--json", "--url", url)).isZero();
    return out.toString();
  }

  @Test
  @DisplayName("docs/TYPES.md says of every type of 16, 17 and 18 how it travels")
  void theTableIsWhatTheServersSay() throws IOException {
    TypesDocument document = new TypesDocument();
    for (int version : List.of(16, 17, 18)) {
      document.add(version, types(version));
    }
    Path file = Path.of("..", "docs", "TYPES.md");
    if (Boolean.getBoolean(UPDATE)) {
      Files.writeString(file, document.text());
    }
    assertThat(document.text())
        .as("docs/TYPES.md; where the difference is meant, run with -D" + UPDATE + "=true")
        .isEqualTo(Files.exists(file) ? Files.readString(file) : "");
  }
}
