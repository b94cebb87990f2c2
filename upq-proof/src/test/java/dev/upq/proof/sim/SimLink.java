// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import dev.upq.channel.Link;
import dev.upq.channel.TlsSettings;
import dev.upq.proof.sim.SimTransport.Reach;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A client's link in memory, without TLS. Confined to its scheduler's threads. That a caller's
 * thread reads, writes or connects is reported as a violation, since only threads of the crew may.
 */
public final class SimLink implements Link {

  private final SimScheduler scheduler;
  private final SimTransport transport;
  private final SimCable cable;
  private final SimTransport.@Nullable Listener listener;
  private boolean aborted;
  private @Nullable Thread connecting;

  SimLink(
      SimScheduler scheduler,
      SimTransport transport,
      SimCable cable,
      SimTransport.@Nullable Listener listener) {
    this.scheduler = scheduler;
    this.transport = transport;
    this.cable = cable;
    this.listener = listener;
  }

  /** Where faults are put on this link. */
  public SimCable cable() {
    return cable;
  }

  public boolean aborted() {
    return aborted;
  }

  @Override
  public void connect() throws IOException {
    refuseCallers("connects");
    scheduler.yieldPoint();
    Reach reach = listener == null ? Reach.REFUSED : listener.reach();
    connecting = Thread.currentThread();
    while (reach == Reach.SILENT && !aborted && !Thread.currentThread().isInterrupted()) {
      LockSupport.park(this);
    }
    connecting = null;
    if (Thread.currentThread().isInterrupted()) {
      abort();
      throw new SocketException("Closed by interrupt");
    } else if (aborted) {
      throw new SocketException("Socket closed");
    } else if (listener == null || reach == Reach.REFUSED) {
      throw new ConnectException("Connection refused");
    }
    transport.accept(this, listener);
  }

  @Override
  public void secure(TlsSettings settings) throws IOException {
    throw new IOException("there is no TLS in memory");
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    refuseCallers("reads");
    return cable.client().read(into, from, length);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    refuseCallers("writes");
    cable.client().write(bytes, from, length);
  }

  @Override
  public boolean encrypted() {
    return false;
  }

  @Override
  public Optional<X509Certificate> serverCertificate() {
    return Optional.empty();
  }

  @Override
  public void abort() {
    aborted = true;
    cable.client().close();
    Thread waiting = connecting;
    if (waiting != null) {
      LockSupport.unpark(waiting);
    }
  }

  private void refuseCallers(String what) {
    SimThread current = scheduler.current();
    if (current.caller()) {
      scheduler.violation("the caller " + current.name() + " " + what + " on a link");
    }
  }
}
