// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.upq.PgPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener that never reads, over a real socket. The test itself publishes. */
@Timeout(60)
final class SlowReaderTest {

  private static final byte[] LARGE = EventStream.event("tick", "x".repeat(1 << 20));

  @Test
  void aWriteThatHangsEndsAndItsPlaceIsFreeAgain() throws IOException {
    EventStream events = new EventStream(1);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try (PgPool pool = PgPool.open("postgresql://app@127.0.0.1:1/orders");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Socket socket = new Socket()) {
      server.setExecutor(threads);
      server.createContext(
          "/",
          new Site(
              new HostRule(Set.of()),
              events,
              () -> LARGE,
              new MetricsPage(pool.stats()),
              new HealthPage(Map.of("orders", pool))));
      server.start();
      socket.setReceiveBufferSize(4_096);
      socket.connect(server.getAddress());
      RawHttp.send(socket, "GET", "/events");
      while (events.listening() == 0) {
        Thread.onSpinWait();
      }
      for (int i = 0; events.listening() == 1; i++) {
        assertThat(i).as("events for one that does not read").isLessThan(100);
        events.publish(LARGE);
      }
      while (!events.enter()) {
        Thread.onSpinWait();
      }
      events.leave();
    } finally {
      events.close();
      server.stop(0);
    }
  }
}
