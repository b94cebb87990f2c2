// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lets psql connect to a listener on loopback that notes what it is told and asks for the password,
 * and compares this with what our configuration says. It starts a process a run, so it runs only
 * with {@code -Dupq.psql=true}.
 */
@DisplayName("Z7: string, service, variables and password file come together as in psql")
@EnabledIfSystemProperty(named = "upq.psql", matches = "true")
class PsqlAgreesTest {

  private static final long SEED = 99L;
  private static final int RUNS = 200;
  private static final int WAIT_MILLIS = 20_000;

  private static final Map<String, String> VARIABLES =
      Map.of(
          "user", "PGUSER",
          "dbname", "PGDATABASE",
          "application_name", "PGAPPNAME",
          "options", "PGOPTIONS",
          "password", "PGPASSWORD",
          "host", "PGHOST",
          "service", "PGSERVICE");

  @TempDir Path directory;

  @Test
  void whatPsqlSendsIsWhatWeWouldSend() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(WAIT_MILLIS);
      for (int run = 0; run < RUNS; run++) {
        Map<String, String> variables = new HashMap<>();
        variables.put("PGHOSTADDR", "127.0.0.1");
        variables.put("PGPORT", Integer.toString(server.getLocalPort()));
        variables.put("PGSSLMODE", "disable");
        variables.put("PGGSSENCMODE", "disable");
        String text = draw(random, variables);
        Environment environment =
            new Environment(
                variables, directory.resolve("home"), System.getProperty("user.name"), List.of());
        assertThat(ours(PgConfig.parse(text, environment)))
            .as("seed %d, run %d: %s with %s", SEED, run, text, variables)
            .isEqualTo(psql(server, text, environment));
      }
    }
  }

  /** Makes files, variables and a string. */
  private String draw(SplittableRandom random, Map<String, String> variables) {
    Around around = new Around(directory);
    around.file(".pg_service.conf", section(random, "s1"), section(random, "s2"));
    String mode = random.nextInt(4) == 0 ? "rw-r-----" : "rw-------";
    around.fileOfMode(mode, ".pgpass", passwords(random));
    VARIABLES.forEach(
        (setting, variable) -> {
          if (random.nextInt(4) == 0) {
            variables.put(variable, value(random, setting));
          }
        });
    if (random.nextInt(4) == 0) {
      variables.put("PGPASSFILE", around.file("other", passwords(random)).toString());
    }
    return random.nextBoolean() ? uri(random) : pairs(random, " ", "'");
  }

  private static String section(SplittableRandom random, String name) {
    return "[" + name + "]\n" + pairs(random, "\n", "").replaceAll("(?m)^service=.*$", "# none");
  }

  private static String passwords(SplittableRandom random) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      out.append(random.nextBoolean() ? "*" : value(random, "host")).append(":*:");
      out.append(random.nextBoolean() ? "*" : value(random, "dbname")).append(':');
      out.append(random.nextBoolean() ? "*" : value(random, "user")).append(":f\\:").append(i);
      out.append('\n');
    }
    return out.toString();
  }

  private static String pairs(SplittableRandom random, String blank, String quote) {
    StringBuilder out = new StringBuilder();
    for (String setting : VARIABLES.keySet().stream().sorted().toList()) {
      if (random.nextInt(4) == 0) {
        out.append(setting + "=" + quote + value(random, setting) + quote + blank);
      }
    }
    return out.toString();
  }

  private static String uri(SplittableRandom random) {
    StringBuilder out = new StringBuilder("postgresql://");
    if (random.nextInt(3) == 0) {
      out.append(value(random, "user")).append(random.nextBoolean() ? ":p%40w@" : "@");
    }
    out.append(random.nextInt(3) == 0 ? value(random, "host") : "");
    out.append(random.nextInt(3) == 0 ? "/" + value(random, "dbname") : "");
    out.append(random.nextInt(3) == 0 ? "?application_name=" + value(random, "user") : "");
    return out.toString();
  }

  private static String value(SplittableRandom random, String setting) {
    String name = setting.substring(0, 1) + (1 + random.nextInt(2));
    return setting.equals("options") ? "-c geqo=" + name : name;
  }

  private static Map<String, String> ours(PgConfig config) {
    Map<String, String> out = new HashMap<>(config.startupParameters());
    out.remove("client_encoding");
    out.putIfAbsent("application_name", "psql");
    out.put("user", config.user());
    out.put("database", config.database());
    out.put("(password)", Around.password(config));
    return out;
  }

  private static Map<String, String> psql(ServerSocket server, String text, Environment environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("psql", "-X", "-w", "-d", text, "-c", "select 1")
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD);
    String path = System.getenv("PATH");
    builder.environment().clear();
    builder.environment().putAll(environment.variables());
    builder.environment().put("HOME", environment.home().toString());
    builder.environment().put("PATH", path);
    Process process = builder.start();
    try (Socket socket = server.accept()) {
      socket.setSoTimeout(WAIT_MILLIS);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      String[] startup = text(in, in.readInt() - 4).substring(4).split("\0");
      Map<String, String> out = new HashMap<>();
      for (int i = 0; i + 1 < startup.length; i += 2) {
        out.put(startup[i], startup[i + 1]);
      }
      socket.getOutputStream().write(new byte[] {'R', 0, 0, 0, 8, 0, 0, 0, 3});
      boolean answered = in.read() == 'p';
      out.put("(password)", answered ? text(in, in.readInt() - 4).replace("\0", "") : "");
      return out;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static String text(DataInputStream in, int bytes) throws IOException {
    return new String(in.readNBytes(bytes), StandardCharsets.UTF_8);
  }
}
