// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.stats.PgStatsRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a console answers, asked over plain sockets. One thread. */
@Timeout(120)
final class SiteTest {

  private static final String URI_OF_NOTHING = "postgresql://app@127.0.0.1:1/orders";

  private final PgPool pool = PgPool.open(URI_OF_NOTHING);
  private final PgConsole console = PgConsole.start(pool);
  private final URI uri = console.uri();

  @AfterEach
  void close() {
    console.close();
    pool.close();
  }

  private RawHttp get(String path, String... headers) throws IOException {
    return RawHttp.ask(uri, "GET", path, headers);
  }

  @Test
  void itListensOnTheLoopbackAddressAndNowhereElse() throws IOException {
    assertThat(InetAddress.getByName(uri.getHost()).isLoopbackAddress()).isTrue();
    assertThat(uri.getPort()).isPositive();
  }

  @Test
  void everyAnswerCarriesTheHeadersOfSecurity() throws IOException {
    for (String path :
        List.of(
            "/",
            "/metrics",
            "/health",
            "/console.js",
            "/charts.js",
            "/tables.js",
            "/format.js",
            "/console.css",
            "/uplot.js",
            "/uplot.css",
            "/icon.svg",
            "/nowhere")) {
      RawHttp answer = get(path);
      assertThat(answer.status()).as(path).isEqualTo(path.equals("/nowhere") ? 404 : 200);
      assertThat(answer.header("Content-Security-Policy"))
          .as(path)
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(answer.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
      assertThat(answer.header("Referrer-Policy")).as(path).isEqualTo("no-referrer");
      assertThat(answer.header("Cache-Control")).as(path).isEqualTo("no-store");
      assertThat(answer.header("Content-Type")).as(path).contains("/");
    }
  }

  @Test
  void thePageHasNoScriptOrStyleInIt() throws IOException {
    String page = get("/").body();
    assertThat(page).contains("console.js").doesNotContain("<style", "style=", "onclick", "http:");
    assertThat(page.replaceAll("<script[^>]* src=[^>]*></script>", "")).doesNotContain("<script");
  }

  @Test
  void onlyGetAndHeadAreAnswered() throws IOException {
    for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE")) {
      for (String path : List.of("/", "/metrics", "/health", "/events")) {
        RawHttp answer = RawHttp.ask(uri, method, path, "Content-Length: 0");
        assertThat(answer.status()).as(method + " " + path).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("GET, HEAD");
        assertThat(answer.body().lines()).hasSize(1);
      }
    }
  }

  @Test
  void headIsAnsweredAsGetWithoutTheBody() throws IOException {
    for (String path : List.of("/", "/health", "/uplot.js")) {
      RawHttp head = RawHttp.ask(uri, "HEAD", path);
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.bytes()).as(path).isEmpty();
      assertThat(head.header("Content-Length")).isEqualTo(get(path).header("Content-Length"));
    }
    assertThat(RawHttp.ask(uri, "HEAD", "/metrics").bytes()).isEmpty();
    assertThat(RawHttp.ask(uri, "HEAD", "/events").bytes()).isEmpty();
  }

  @Test
  @DisplayName("2.4.7: nothing of a request comes back")
  void nothingOfARequestComesBack() throws IOException {
    String canary = "canary4711";
    for (RawHttp answer :
        List.of(
            get("/" + canary),
            get("/metrics?" + canary),
            get("/health?x=" + canary, "X-" + canary + ": 1", "User-Agent: " + canary),
            get("/..%2f..%2f" + canary),
            get("/", "Host: " + canary),
            get("/metrics", "Accept: " + canary, "Accept-Encoding: " + canary),
            RawHttp.ask(uri, canary, "/"))) {
      assertThat(answer.body()).doesNotContain(canary);
      assertThat(answer.headers().toString()).doesNotContain(canary);
    }
  }

  @Test
  void aPathIsLookedUpAndNeverAFile() throws IOException {
    for (String path :
        List.of(
            "/page/index.html",
            "/../console.css",
            "/%2e%2e/console.css",
            "/console.css/",
            "//console.css",
            "/module-info.class",
            "/uplot/LICENSE")) {
      assertThat(get(path).status()).as(path).isEqualTo(404);
    }
    assertThat(get("/health?at=once").status()).isEqualTo(200);
  }

  @Test
  @DisplayName("another site's name that leads here (DNS rebinding) is refused")
  void anotherSitesNameIsRefused() throws IOException {
    for (String path : List.of("/", "/metrics", "/health", "/events")) {
      RawHttp answer = get(path, "Host: rebound.example.com:" + uri.getPort());
      assertThat(answer.status()).as(path).isEqualTo(400);
      assertThat(answer.body()).hasLineCount(1).doesNotContain("orders");
    }
    assertThat(get("/health", "Host: localhost:" + uri.getPort()).status()).isEqualTo(200);
  }

  @Test
  void aPageOfAnotherSiteMayNotListen() throws IOException {
    assertThat(get("/events", "Sec-Fetch-Site: cross-site").status()).isEqualTo(403);
    assertThat(get("/events", "Sec-Fetch-Site: same-site").status()).isEqualTo(403);
  }

  @Test
  @DisplayName("2.4.7, ST-06: /metrics speaks the format that is asked for, compressed when asked")
  void metricsSpeakTheFormatThatIsAskedFor() throws IOException {
    RawHttp plain = get("/metrics");
    assertThat(plain.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    RawHttp open = get("/metrics", "Accept: application/openmetrics-text;version=1.0.0");
    assertThat(open.header("Content-Type"))
        .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(plain.header("Content-Encoding")).isEmpty();
    RawHttp packed = get("/metrics", "Accept-Encoding: br, gzip;q=0.5");
    assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(packed.header("Vary")).contains("Accept-Encoding");
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.bytes()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(plain.body());
    }
  }

  @Test
  void gzipIsSentOnlyToWhoAsksForIt() {
    assertThat(List.of("gzip", "br, GZIP", "gzip;q=1", "gzip; q=0.001"))
        .allMatch(MetricsPage::gzip);
    assertThat(List.of("", "br", "xgzip", "gzip;q=0", "gzip; q=0.000", "identity"))
        .noneMatch(MetricsPage::gzip);
  }

  @Test
  void healthIs200WhileThePoolsServeAnd503AfterThat() throws IOException {
    RawHttp up = get("/health");
    assertThat(up.status()).isEqualTo(200);
    assertThat(up.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
    assertThat(up.body())
        .contains("\"status\":\"up\"", "\"name\":\"orders\"", "\"state\":\"healthy\"");
    pool.close();
    RawHttp down = get("/health");
    assertThat(down.status()).isEqualTo(503);
    assertThat(down.body()).contains("\"status\":\"down\"", "\"state\":\"closed\"");
  }

  @Test
  void eventsBeginWithThePastAndTheNewestSecond() throws IOException {
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(30_000);
      RawHttp.send(socket, "GET", "/events");
      String seen = readUntil(socket, "\nevent: tick\ndata: {\"at\":");
      assertThat(seen)
          .startsWith("HTTP/1.1 200")
          .containsIgnoringCase("content-type: text/event-stream")
          .contains(
              "event: hello\ndata: {\"started\":", "\"name\":\"orders\"", "\"series\":[\"used\"");
    }
  }

  private static String readUntil(Socket socket, String what) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(what) < 0) {
      int next = socket.getInputStream().read();
      assertThat(next).as("the end of " + text).isNotNegative();
      text.append((char) next);
    }
    return text.toString();
  }

  @Test
  void closingEndsWhatIsOpenAndListensNoMore() throws IOException {
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(30_000);
      RawHttp.send(socket, "GET", "/events");
      readUntil(socket, "event: hello");
      console.close();
      console.close();
      assertThat(drained(socket)).isTrue();
    }
    assertThatThrownBy(() -> get("/")).isInstanceOf(ConnectException.class);
  }

  /** Whether the stream ends, in whatever way. */
  private static boolean drained(Socket socket) {
    try {
      socket.getInputStream().readAllBytes();
      return true;
    } catch (SocketTimeoutException waiting) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void aPortThatIsTakenIsToldInOneLine() {
    PgConsoleBuilder same = PgConsole.builder().watch(pool).port(uri.getPort());
    assertThatThrownBy(same::start)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot listen on 127.0.0.1, port " + uri.getPort());
  }

  @Test
  void whereItIsOpenToOthersItSaysSoInOneLine() {
    List<String> told = new CopyOnWriteArrayList<>();
    Handler listening =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            told.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("dev.upq.console");
    logger.addHandler(listening);
    try (PgConsole open = PgConsole.builder().watch(pool).address("0.0.0.0").start()) {
      assertThat(open.uri().getHost()).isEqualTo("127.0.0.1");
      assertThat(told).hasSize(1);
      assertThat(told.getFirst()).startsWith("WARNING ").contains("beyond this machine");
      told.clear();
      try (PgConsole closed = PgConsole.start(pool)) {
        assertThat(closed.uri()).isNotEqualTo(open.uri());
      }
      assertThat(told).isEmpty();
    } finally {
      logger.removeHandler(listening);
    }
  }

  @Test
  void poolsOfOneConsoleCountInOneRegistry() {
    PgStatsRegistry stats = PgStatsRegistry.create();
    try (PgPool one = PgPool.builder(URI_OF_NOTHING).name("<one>").stats(stats).open();
        PgPool two = PgPool.builder(URI_OF_NOTHING).name("two").stats(stats).open();
        PgConsole both = PgConsole.builder().watch(one).watch(two).watch(one).start()) {
      assertThat(RawHttp.ask(both.uri(), "GET", "/health").body())
          .containsOnlyOnce("\\u003cone\\u003e")
          .containsOnlyOnce("\"two\"");
      assertThatThrownBy(() -> PgConsole.builder().watch(one).watch(pool))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("one PgStatsRegistry");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Test
  void whatIsOutOfBoundsIsRefusedAtOnce() {
    PgConsoleBuilder builder = PgConsole.builder();
    assertThatThrownBy(() -> builder.port(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.port(65_536)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.listeners(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(builder::start).isInstanceOf(IllegalStateException.class);
    ConsoleSection.Column column = new ConsoleSection.Column("Job", ConsoleSection.Kind.TEXT);
    assertThatThrownBy(() -> new ConsoleSection("A B", "", "", List.of(column), List::of))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ConsoleSection("a", "", "", List.of(), List::of))
        .isInstanceOf(IllegalArgumentException.class);
    ConsoleSection jobs = new ConsoleSection("jobs", "", "", List.of(column), List::of);
    builder.section(jobs);
    assertThatThrownBy(() -> builder.section(jobs)).isInstanceOf(IllegalArgumentException.class);
  }
}
