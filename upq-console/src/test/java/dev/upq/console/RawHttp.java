// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Asks over a plain socket, so that a test may send what a browser would not. Immutable.
 *
 * @param headers by their names, whatever their case
 */
record RawHttp(int status, Map<String, String> headers, List<Byte> raw) {

  /** One request, its headers as given, and the whole answer. */
  static RawHttp ask(URI uri, String method, String path, String... headers) throws IOException {
    try (Socket socket = new Socket(uri.getHost().replaceAll("[\\[\\]]", ""), uri.getPort())) {
      socket.setSoTimeout(30_000);
      send(socket, method, path, headers);
      return parse(socket.getInputStream().readAllBytes());
    }
  }

  static void send(Socket socket, String method, String path, String... headers)
      throws IOException {
    StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    boolean host = Arrays.stream(headers).anyMatch(h -> h.startsWith("Host:"));
    if (!host) {
      request.append("Host: 127.0.0.1\r\n");
    }
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    request.append("Connection: close\r\n\r\n");
    OutputStream out = socket.getOutputStream();
    out.write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static RawHttp parse(byte[] answer) {
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    String[] lines = text.substring(0, end).split("\r\n", -1);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip());
    }
    Byte[] body = new Byte[answer.length - end - 4];
    Arrays.setAll(body, i -> answer[end + 4 + i]);
    return new RawHttp(Integer.parseInt(lines[0].split(" ")[1]), headers, List.of(body));
  }

  byte[] bytes() {
    byte[] bytes = new byte[raw.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = raw.get(i);
    }
    return bytes;
  }

  String body() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }
}
