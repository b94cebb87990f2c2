// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A headless Chromium with a profile of its own, driven by the DevTools protocol over a WebSocket
 * of the JDK's client. One thread at a time.
 */
final class Chromium implements AutoCloseable {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");

  private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");

  private final Process process;
  private final Path profile;
  private final HttpClient client;
  private final DevTools tools;

  private Chromium(Process process, Path profile, HttpClient client, DevTools tools) {
    this.process = process;
    this.profile = profile;
    this.client = client;
    this.tools = tools;
  }

  /** The first browser on the PATH. */
  static Optional<Path> found() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
      for (String name : NAMES) {
        Path file = Path.of(folder, name);
        if (!folder.isEmpty() && Files.isExecutable(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  static Chromium start(Path program) throws IOException, InterruptedException {
    Path profile = Files.createTempDirectory("upq-chromium");
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--headless=new",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--hide-scrollbars",
                "--force-color-profile=srgb",
                "--remote-debugging-address=127.0.0.1",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile));
    if (System.getProperty("user.name", "").equals("root")) {
      command.add("--no-sandbox");
    }
    command.add("about:blank");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).directory(profile.toFile()).start();
    HttpClient client = HttpClient.newHttpClient();
    try {
      return new Chromium(process, profile, client, DevTools.open(client, address(process)));
    } catch (IOException | RuntimeException failed) {
      client.shutdownNow();
      end(process, profile);
      throw failed;
    }
  }

  /** Where it listens, as it says itself; what it says after that is read and thrown away. */
  private static URI address(Process process) throws IOException {
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      Matcher matcher = LISTENING.matcher(line);
      if (matcher.find()) {
        Thread.ofVirtual().start(() -> drain(said));
        return URI.create(matcher.group(1));
      }
      all.append(line).append('\n');
    }
    throw new IOException("the browser ended before it listened:\n" + all);
  }

  private static void drain(BufferedReader said) {
    try {
      while (said.readLine() != null) {}
    } catch (IOException gone) {
      // It ended, and so did what it said.
    }
  }

  /** A new page, as wide and high as told, in a light or a dark world. */
  Page page(int width, int height, boolean dark) throws InterruptedException {
    return Page.open(tools, width, height, dark);
  }

  @Override
  public void close() {
    tools.close();
    client.shutdownNow();
    end(process, profile);
  }

  /** Its helpers end with it: they lose the pipe to it. */
  private static void end(Process process, Path profile) {
    List<ProcessHandle> helpers = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    }
    helpers.forEach(ProcessHandle::destroyForcibly);
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException left) {
      // A helper that was still writing; the folder is a temporary one.
    }
  }
}
