// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.console;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Commands of the DevTools protocol and their answers. Commands: one thread at a time. */
final class DevTools implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final long PATIENCE_SECONDS = 60;

  private final Map<Integer, CompletableFuture<JsonNode>> owed = new ConcurrentHashMap<>();
  private final List<JsonNode> told = new CopyOnWriteArrayList<>();
  private final AtomicInteger last = new AtomicInteger();
  private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();

  private DevTools() {}

  static DevTools open(HttpClient client, URI address) throws InterruptedException {
    DevTools tools = new DevTools();
    tools.socket.complete(wait(client.newWebSocketBuilder().buildAsync(address, tools.listener())));
    return tools;
  }

  /** Sends a command and waits for its answer; {@code session} is empty for the browser itself. */
  JsonNode call(String session, String method, Map<String, ?> parameters)
      throws InterruptedException {
    int id = last.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    owed.put(id, answer);
    Map<String, Object> message = new HashMap<>();
    message.put("id", id);
    message.put("method", method);
    message.put("params", parameters);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    wait(wait(socket).sendText(JSON.writeValueAsString(message), true));
    JsonNode node = wait(answer);
    if (node.has("error")) {
      throw new IllegalStateException(method + ": " + node.get("error"));
    }
    return node.path("result");
  }

  /** What the browser told by itself in a session: messages of one method. */
  List<JsonNode> told(String session, String method) {
    return told.stream()
        .filter(
            m ->
                m.path("method").asString("").equals(method)
                    && m.path("sessionId").asString("").equals(session))
        .map(m -> m.path("params"))
        .toList();
  }

  @Override
  public void close() {
    socket.thenAccept(WebSocket::abort);
  }

  private WebSocket.Listener listener() {
    return new WebSocket.Listener() {
      private final StringBuilder text = new StringBuilder();

      @Override
      public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean whole) {
        text.append(part);
        if (whole) {
          take(JSON.readTree(text.toString()));
          text.setLength(0);
        }
        from.request(1);
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public void onError(WebSocket from, Throwable failure) {
        owed.values().forEach(o -> o.completeExceptionally(failure));
      }

      @Override
      public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        owed.values()
            .forEach(o -> o.completeExceptionally(new IllegalStateException("browser gone")));
        return CompletableFuture.completedFuture(null);
      }
    };
  }

  private void take(JsonNode message) {
    if (message.has("id")) {
      CompletableFuture<JsonNode> answer = owed.remove(message.get("id").asInt());
      if (answer != null) {
        answer.complete(message);
      }
    } else {
      told.add(message);
    }
  }

  private static <T> T wait(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw new IllegalStateException("the browser did not answer", failed);
    }
  }
}
