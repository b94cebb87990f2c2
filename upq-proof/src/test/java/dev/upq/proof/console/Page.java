// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.console;

import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** One page of the browser: opened, asked, looked at. One thread at a time. */
final class Page implements AutoCloseable {

  private final DevTools tools;
  private final String target;
  private final String session;
  private final int width;

  private Page(DevTools tools, String target, String session, int width) {
    this.tools = tools;
    this.target = target;
    this.session = session;
    this.width = width;
  }

  static Page open(DevTools tools, int width, int height, boolean dark)
      throws InterruptedException {
    String target =
        tools
            .call("", "Target.createTarget", Map.of("url", "about:blank"))
            .path("targetId")
            .asString();
    String session =
        tools
            .call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .path("sessionId")
            .asString();
    Page page = new Page(tools, target, session, width);
    page.call("Runtime.enable", Map.of());
    page.call("Log.enable", Map.of());
    page.call("Page.enable", Map.of());
    page.call("Network.enable", Map.of());
    page.size(height, width < 600 ? 2 : 1);
    page.call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    return page;
  }

  void go(URI address) throws InterruptedException {
    call("Page.navigate", Map.of("url", address.toString()));
  }

  /** The value of an expression, which may be a promise; a failure in it is one here. */
  JsonNode ask(String expression) throws InterruptedException {
    JsonNode answer =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.path("result").path("value");
  }

  /** Waits in the browser, frame by frame, until an expression is true; 30 s at most. */
  void until(String expression) throws InterruptedException {
    String loop =
        "new Promise((done, never) => { const end = Date.now() + 30000; const look = () => {"
            + " let good = false; try { good = Boolean("
            + expression
            + "); } catch (e) { good = false; }"
            + " if (good) done(true); else if (Date.now() > end) never('not within 30 s');"
            + " else setTimeout(look, 20); }; look(); })";
    ask(loop);
  }

  /** Presses the tabulator once. */
  void tab() throws InterruptedException {
    for (String type : List.of("rawKeyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          Map.of("type", type, "key", "Tab", "code", "Tab", "windowsVirtualKeyCode", 9));
    }
  }

  /** What a script threw, or wrote as an error, and what the policy refused. */
  List<String> complaints() {
    List<String> all = new ArrayList<>();
    tools.told(session, "Runtime.exceptionThrown").forEach(m -> all.add(m.toString()));
    tools.told(session, "Log.entryAdded").stream()
        .filter(m -> m.path("entry").path("level").asString("").equals("error"))
        .forEach(m -> all.add(m.toString()));
    return all;
  }

  /** The addresses that were asked for. */
  List<URI> requests() {
    return tools.told(session, "Network.requestWillBeSent").stream()
        .map(m -> URI.create(m.path("request").path("url").asString()))
        .toList();
  }

  /** A picture of the page from top to bottom, as PNG. */
  byte[] picture() throws InterruptedException {
    int high = ask("document.documentElement.scrollHeight").asInt();
    size(high, width < 600 ? 2 : 1);
    ask("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    JsonNode shot = call("Page.captureScreenshot", Map.of("format", "png"));
    return Base64.getDecoder().decode(shot.path("data").asString());
  }

  @Override
  public void close() throws InterruptedException {
    tools.call("", "Target.closeTarget", Map.of("targetId", target));
  }

  private void size(int height, int scale) throws InterruptedException {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", false));
  }

  private JsonNode call(String method, Map<String, ?> parameters) throws InterruptedException {
    return tools.call(session, method, parameters);
  }
}
