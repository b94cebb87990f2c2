// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.console.NotificationSections;
import dev.upq.console.PgConsole;
import dev.upq.examples.flights.Announcements;
import dev.upq.examples.flights.FlightData;
import dev.upq.examples.flights.Loader;
import dev.upq.examples.flights.Traffic;
import dev.upq.testkit.EmbeddedPostgres;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Makes the README's picture: the flights under way, and a crash of the server that the pool lives
 * through. Three minutes, so only where it is asked for. One thread.
 *
 * <p>{@code -Dupq.console.picture=docs/console.png}, a path from the checkout's root; beside it
 * {@code -Dupq.console.picture.also=FOLDER} for a dark one and a narrow one.
 */
@EnabledIfSystemProperty(named = "upq.console.picture", matches = ".+")
final class PictureTest {

  private static final int CALLERS = 24;
  private static final int SECONDS = Integer.getInteger("upq.console.picture.seconds", 170);

  @Test
  void picture() throws IOException, InterruptedException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("docs"))) {
      root = root.getParent();
    }
    Path file = root.resolve(System.getProperty("upq.console.picture", ""));
    FlightData data = FlightData.read();
    try (EmbeddedPostgres server = EmbeddedPostgres.start();
        PgPool pool =
            PgPool.builder(PgConfig.parse(server.url()).with("pool_max", "8"))
                .name("flights")
                .open();
        Announcements announcements = Announcements.open(pool, CALLERS);
        PgConsole console =
            PgConsole.builder()
                .watch(pool)
                .section(NotificationSections.connection(announcements.dispatcher()))
                .section(NotificationSections.subscriptions(announcements.dispatcher()))
                .start();
        Chromium browser = Chromium.start(Chromium.found().orElseThrow());
        Page page = browser.page(1280, 900, false)) {
      // Open from the start, for what a browser takes to begin is seen in the rates.
      page.go(console.uri());
      new Loader(pool).load(data, (what, rows, of) -> {});
      try (Traffic traffic = new Traffic(pool, data, CALLERS, announcements)) {
        traffic.start(1);
        pass(SECONDS * 6 / 10);
        server.kill();
        pass(4);
        server.restart();
        pass(SECONDS * 4 / 10 - 4);
        shoot(page, file);
        String also = System.getProperty("upq.console.picture.also", "");
        if (!also.isEmpty()) {
          open(browser, console, Path.of(also, "dark.png"), 1280, true);
          open(browser, console, Path.of(also, "narrow.png"), 390, false);
        }
        assertThat(traffic.wrongAnswersTold()).isEmpty();
      }
    }
    assertThat(Files.size(file)).isLessThan(300_000);
  }

  private static void pass(int seconds) throws InterruptedException {
    assertThat(new CountDownLatch(1).await(seconds, TimeUnit.SECONDS)).isFalse();
  }

  private static void open(Chromium browser, PgConsole console, Path file, int width, boolean dark)
      throws IOException, InterruptedException {
    try (Page page = browser.page(width, 900, dark)) {
      page.go(console.uri());
      shoot(page, file);
    }
  }

  private static void shoot(Page page, Path file) throws IOException, InterruptedException {
    page.until("document.querySelectorAll('#statements tbody tr').length > 3");
    page.until("document.querySelectorAll('#holders tbody tr').length > 0");
    Files.write(file, smaller(page.picture()));
  }

  /** The same picture without its alpha channel, and compressed with patience. */
  private static byte[] smaller(byte[] png) throws IOException {
    BufferedImage all = ImageIO.read(new ByteArrayInputStream(png));
    BufferedImage opaque =
        new BufferedImage(all.getWidth(), all.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D brush = opaque.createGraphics();
    brush.drawImage(all, 0, 0, null);
    brush.dispose();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ImageWriteParam most = writer.getDefaultWriteParam();
    most.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    most.setCompressionQuality(0);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(opaque, null, null), most);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
