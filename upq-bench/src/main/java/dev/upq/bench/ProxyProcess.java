// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench;

import dev.upq.bench.work.Target;
import java.io.BufferedReader;
import java.io.IOException;

/** A {@link DelayingProxy} in a process of its own. One thread at a time. */
final class ProxyProcess implements AutoCloseable {

  private final Children children;
  private final Process process;
  private final int port;

  private ProxyProcess(Children children, Process process, int port) {
    this.children = children;
    this.process = process;
    this.port = port;
  }

  static ProxyProcess start(Children children, Target target) {
    Process process =
        children.start(
            new ProcessBuilder(
                    Children.java(),
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    DelayingProxy.class.getName(),
                    target.host(),
                    String.valueOf(target.port()))
                .redirectError(ProcessBuilder.Redirect.INHERIT));
    try {
      // Not closed: its end would be the end of the proxy.
      BufferedReader out = process.inputReader();
      return new ProxyProcess(children, process, Integer.parseInt(String.valueOf(out.readLine())));
    } catch (IOException | NumberFormatException failed) {
      children.end(process);
      throw new BenchException("the delaying proxy did not start", failed);
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    children.end(process);
  }
}
