// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.upq.PgPool;
import dev.upq.console.ConsoleSection;
import dev.upq.console.ConsoleSection.Column;
import dev.upq.console.ConsoleSection.Kind;
import dev.upq.console.PgConsole;
import dev.upq.fault.PgServerException;
import dev.upq.pool.Lease;
import dev.upq.stats.OperationSnapshot;
import dev.upq.stats.PgStatsRegistry;
import dev.upq.stats.PoolSnapshot;
import dev.upq.testkit.TestServer;
import dev.upq.tx.PgTransaction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The page in a real browser. One thread. */
@Timeout(300)
@Execution(ExecutionMode.SAME_THREAD)
final class PageTest {

  /** A name and a text that would do something if they were ever read as HTML. */
  private static final String EVIL = "<script>window.bad=1</script><img src=x onerror=bad=2>";

  private static Optional<Chromium> browser = Optional.empty();

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Optional<Path> program = Chromium.found();
    assumeTrue(
        program.isPresent(), "no Chromium on the PATH: the console's page was not looked at");
    browser = Optional.of(Chromium.start(program.get()));
  }

  @AfterAll
  static void stop() {
    browser.ifPresent(Chromium::close);
  }

  private static Page page(int width, boolean dark) throws InterruptedException {
    return browser.orElseThrow().page(width, 900, dark);
  }

  private static Page open(PgConsole console) throws InterruptedException {
    Page page = page(1280, false);
    page.go(console.uri());
    page.until("document.getElementById('total-statements')");
    return page;
  }

  private static PgPool pool(String name) {
    return PgPool.builder(TestServer.url()).name(name).open();
  }

  /** What the page says of a total, without its thousands' commas or cut to two digits. */
  private static long total(Page page, String id) throws InterruptedException {
    return Long.parseLong(
        page.ask("document.getElementById('total-" + id + "').dataset.value").asString());
  }

  private static Map<String, Long> totals(PoolSnapshot pool) {
    Map<String, Long> all = new LinkedHashMap<>();
    all.put(
        "statements", pool.operations().stream().mapToLong(OperationSnapshot::statements).sum());
    all.put("operations", pool.count());
    all.put("failed", pool.failed());
    all.put("rows", pool.rows());
    all.put("received", pool.bytesIn());
    all.put("sent", pool.bytesOut());
    all.put("committed", pool.transactions().committed());
    all.put("rolled-back", pool.transactions().rolledBack());
    all.put("unknown", pool.transactions().unknown());
    all.put("retries", pool.transactions().retries());
    all.put("late", pool.acquireTimeouts());
    all.put("made", pool.connections().made());
    all.put("not-made", pool.connections().failed());
    all.put("dirty", pool.connections().dirty());
    all.put("reconnects", pool.connections().reconnects());
    all.put("statement-hits", pool.statements().hits());
    all.put("statement-misses", pool.statements().misses());
    return all;
  }

  private static void work(PgPool pool) {
    for (int i = 0; i < 200; i++) {
      pool.query("select g from generate_series(1, $1::int) g", i % 10).size();
    }
    for (int i = 0; i < 7; i++) {
      assertThatThrownBy(() -> pool.query("select 1 / $1::int", 0))
          .isInstanceOf(PgServerException.class);
    }
    for (int i = 0; i < 5; i++) {
      try (PgTransaction tx = pool.begin()) {
        tx.execute("select 1");
        if (i < 3) {
          tx.commit();
        }
      }
    }
  }

  @Test
  @DisplayName("bar 7: what the page says is what the registry says")
  void whatThePageSaysIsWhatTheRegistrySays() throws InterruptedException {
    try (PgPool pool = pool("orders");
        PgConsole console = PgConsole.start(pool);
        Page page = open(console)) {
      work(pool);
      PoolSnapshot now = pool.stats().snapshot().pool("orders").orElseThrow();
      Map<String, Long> expected = totals(now);
      assertThat(expected).containsEntry("failed", 7L).containsEntry("committed", 3L);
      assertThat(expected.get("statements")).isGreaterThan(207L);
      page.until(
          "document.getElementById('total-statements').dataset.value === '"
              + expected.get("statements")
              + "'");
      for (Map.Entry<String, Long> each : expected.entrySet()) {
        assertThat(total(page, each.getKey())).as(each.getKey()).isEqualTo(each.getValue());
      }
      assertThat(page.ask("document.getElementById('total-rows').textContent").asString())
          .isEqualTo("%,d".formatted(expected.get("rows")));
      String failures = page.ask("document.getElementById('failures').innerText").asString();
      assertThat(failures).contains("22", "a value that the server cannot take", "7");
      assertThat(page.ask("document.querySelectorAll('#statements tbody tr').length").asInt())
          .isEqualTo(now.queries().size());
      assertThat(pool.stats().snapshot().pool("orders").map(PageTest::totals)).contains(expected);
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void whoHoldsAConnectionIsShownWithItsBackendAndStatement() throws InterruptedException {
    try (PgPool pool = pool("orders");
        PgConsole console = PgConsole.start(pool);
        Page page = open(console)) {
      try (Lease lease = pool.acquire()) {
        lease.query("select 'a secret', $1::text", "another");
        page.until("document.querySelectorAll('#holders tbody tr').length === 1");
        page.until(
            "document.querySelector('#holders tbody').innerText.includes('select ?, $1::text')");
        String row = page.ask("document.querySelector('#holders tbody').innerText").asString();
        assertThat(row)
            .contains(String.valueOf(lease.connection().processId()))
            .doesNotContain("secret", "another");
        page.until("document.getElementById('tile-used').innerText.includes('1')");
      }
      page.until("document.querySelectorAll('#holders tbody tr').length === 0");
    }
  }

  @Test
  void nothingThatAServerOrAProgramSaysIsReadAsHtml() throws InterruptedException {
    ConsoleSection evil =
        new ConsoleSection(
            "evil",
            EVIL,
            EVIL,
            List.of(new Column(EVIL, Kind.TEXT), new Column("state", Kind.STATE)),
            () -> List.of(List.of(EVIL, EVIL)));
    try (PgPool pool = pool(EVIL);
        PgConsole console = PgConsole.builder().watch(pool).section(evil).start();
        Page page = open(console)) {
      pool.query("select 1 as \"" + EVIL + "\"");
      assertThatThrownBy(() -> pool.query("select \"" + EVIL + "\""))
          .isInstanceOf(PgServerException.class);
      page.until("document.querySelector('#statements tbody').innerText.includes('onerror')");
      page.until("document.querySelector('#evil tbody').innerText.includes('onerror')");
      assertThat(page.ask("String(window.bad)").asString()).isEqualTo("undefined");
      assertThat(page.ask("document.querySelectorAll('script').length").asInt()).isEqualTo(2);
      assertThat(page.ask("document.querySelectorAll('img').length").asInt()).isEqualTo(1);
      assertThat(page.ask("document.querySelector('#pools button').textContent").asString())
          .isEqualTo(EVIL);
      assertThat(page.ask("document.querySelector('#evil h2').textContent").asString())
          .isEqualTo(EVIL);
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void thePageAsksItsOwnServerAlone() throws InterruptedException {
    try (PgPool pool = pool("orders");
        PgConsole console = PgConsole.start(pool);
        Page page = open(console)) {
      assertThat(page.requests())
          .hasSizeGreaterThan(7)
          .allSatisfy(
              uri -> assertThat(uri.getAuthority()).isEqualTo(console.uri().getAuthority()));
      assertThat(page.ask("document.querySelectorAll('canvas').length").asInt()).isEqualTo(4);
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void aPhoneShowsItWithoutScrollingSideways() throws InterruptedException {
    try (PgPool pool = pool("orders");
        PgConsole console = PgConsole.start(pool);
        Page page = page(360, true)) {
      pool.query("select " + "x".repeat(60) + " from (values (1)) as v (" + "x".repeat(60) + ")");
      page.go(console.uri());
      page.until("document.querySelectorAll('#statements tbody tr').length > 0");
      assertThat(page.ask("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(360);
      String dark = page.ask("getComputedStyle(document.body).backgroundColor").asString();
      try (Page light = open(console)) {
        assertThat(light.ask("getComputedStyle(document.body).backgroundColor").asString())
            .isNotEqualTo(dark);
      }
    }
  }

  @Test
  void theKeyboardReachesEverythingThatCanBePressedOrScrolled() throws InterruptedException {
    try (PgPool pool = pool("orders");
        PgConsole console = PgConsole.start(pool);
        Page page = open(console)) {
      pool.query("select 1");
      page.until("document.querySelectorAll('#statements tbody tr').length > 0");
      page.ask(
          "window.reached = new Set(); document.addEventListener('focusin', e =>"
              + " reached.add(e.target))");
      for (int i = 0; i < 60; i++) {
        page.tab();
      }
      assertThat(
              page.ask(
                      "[...document.querySelectorAll('a, button, [tabindex]')]"
                          + ".filter(e => e.offsetParent && !reached.has(e))"
                          + ".map(e => e.outerHTML).join()")
                  .asString())
          .isEmpty();
      assertThat(
              page.ask(
                      "[...document.querySelectorAll('main section')].filter(s =>"
                          + " !s.getAttribute('aria-label') &&"
                          + " !document.getElementById(s.getAttribute('aria-labelledby'))).length")
                  .asInt())
          .isZero();
    }
  }

  @Test
  void aHeldPageStandsStillAndGoesOn() throws InterruptedException {
    try (PgPool pool = pool("orders");
        PgConsole console = PgConsole.start(pool);
        Page page = open(console)) {
      pool.query("select 1");
      page.until("Number(document.getElementById('total-rows').dataset.value) === 1");
      page.ask("document.getElementById('hold').click()");
      String sample = "document.getElementById('total-rows').dataset.value";
      pool.query("select 2");
      page.ask(
          "new Promise(done => { const e = new EventSource('events'); let n = 0;"
              + " e.addEventListener('tick', () => { if (++n === 3) { e.close(); done(n); } });"
              + " })");
      assertThat(page.ask(sample).asString()).isEqualTo("1");
      page.ask("document.getElementById('hold').click()");
      page.until(sample + " === '2'");
    }
  }

  @Test
  void aClickOnAColumnSortsByIt() throws InterruptedException {
    ConsoleSection jobs =
        new ConsoleSection(
            "jobs",
            "Jobs",
            "None.",
            List.of(new Column("Job", Kind.TEXT), new Column("Times", Kind.COUNT)),
            () -> List.of(List.of("b", 2), List.of("c", 30), List.of("a", 4)));
    String order =
        "[...document.querySelectorAll('#jobs tbody tr')].map(r =>"
            + " r.cells[0].textContent).join('')";
    String click = "document.querySelectorAll('#jobs th button')[1].click()";
    try (PgPool pool = pool("orders");
        PgConsole console = PgConsole.builder().watch(pool).section(jobs).start();
        Page page = open(console)) {
      page.until(order + " === 'bca'");
      page.ask(click);
      assertThat(page.ask(order).asString()).isEqualTo("cab");
      page.ask(click);
      assertThat(page.ask(order).asString()).isEqualTo("bac");
      page.ask(click);
      assertThat(page.ask(order).asString()).isEqualTo("bca");
    }
  }

  @Test
  void aPageWhoseProgramEndsSaysSo() throws InterruptedException {
    try (PgPool pool = pool("orders");
        PgConsole console = PgConsole.start(pool);
        Page page = open(console)) {
      assertThat(page.ask("document.getElementById('notice').hidden").asBoolean()).isTrue();
      console.close();
      page.until("!document.getElementById('notice').hidden");
      assertThat(page.ask("document.getElementById('link').textContent").asString())
          .isEqualTo("not connected");
    }
  }

  @Test
  void severalPoolsAreChosenBetween() throws InterruptedException {
    PgStatsRegistry stats = PgStatsRegistry.create();
    try (PgPool one = PgPool.builder(TestServer.url()).name("one").stats(stats).open();
        PgPool two = PgPool.builder(TestServer.url()).name("two").stats(stats).open();
        PgConsole console = PgConsole.builder().watch(one).watch(two).start();
        Page page = open(console)) {
      two.query("select generate_series(1, 5)");
      page.ask("document.querySelectorAll('#pools button')[1].click()");
      page.until("document.getElementById('total-rows').dataset.value === '5'");
      page.ask("document.querySelectorAll('#pools button')[0].click()");
      page.until("document.getElementById('total-rows').dataset.value === '0'");
    }
  }
}
