// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/**
 * The files of the page, by the exact path that a browser asks for: a request's path is looked up
 * and never turned into the name of a file. Immutable.
 *
 * @param type its media type
 * @param resource where it lies in this jar
 */
record Asset(String type, String resource) {

  private static final String HTML = "text/html; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";

  private static final Map<String, Asset> ALL =
      Map.ofEntries(
          Map.entry("/", new Asset(HTML, "page/index.html")),
          Map.entry("/console.css", new Asset(STYLE, "page/console.css")),
          Map.entry("/console.js", new Asset(SCRIPT, "page/console.js")),
          Map.entry("/charts.js", new Asset(SCRIPT, "page/charts.js")),
          Map.entry("/tables.js", new Asset(SCRIPT, "page/tables.js")),
          Map.entry("/format.js", new Asset(SCRIPT, "page/format.js")),
          Map.entry("/icon.svg", new Asset("image/svg+xml", "page/icon.svg")),
          Map.entry("/uplot.js", new Asset(SCRIPT, "uplot/uPlot.iife.min.js")),
          Map.entry("/uplot.css", new Asset(STYLE, "uplot/uPlot.min.css")));

  static Optional<Asset> at(String path) {
    return Optional.ofNullable(ALL.get(path));
  }

  byte[] bytes() {
    try (InputStream in = Asset.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not in the console's jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
