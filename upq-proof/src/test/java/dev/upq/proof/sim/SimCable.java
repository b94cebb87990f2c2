// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

/**
 * Both directions of one link, and what can go wrong with it. Confined to its scheduler's threads.
 */
public final class SimCable {

  /** How a link breaks. */
  public enum Cut {
    /** Each side sees the end of the stream, in order, and cannot write any more. */
    END_OF_STREAM,
    /** Each side fails at once with a reset. */
    RESET
  }

  private final SimPipe toServer;
  private final SimPipe toClient;
  private final SimEnd client;
  private final SimEnd server;

  SimCable(SimScheduler scheduler, int number, int capacityBytes) {
    toServer = new SimPipe(scheduler, "link " + number + " to server", capacityBytes);
    toClient = new SimPipe(scheduler, "link " + number + " to client", capacityBytes);
    client = new SimEnd(scheduler, toClient, toServer);
    server = new SimEnd(scheduler, toServer, toClient);
  }

  /** The end that connected. */
  public SimEnd client() {
    return client;
  }

  /** The end that accepted. */
  public SimEnd server() {
    return server;
  }

  /** The direction from client to server, to stall it or to see how far it has come. */
  public SimPipe toServer() {
    return toServer;
  }

  /** The direction from server to client. */
  public SimPipe toClient() {
    return toClient;
  }

  /** Breaks the link once the server has read that many bytes of the client. */
  public void cutToServerAfter(long bytes, Cut cut) {
    toServer.cutAfter(bytes, () -> cut(cut));
  }

  /** Breaks the link once the client has read that many bytes of the server. */
  public void cutToClientAfter(long bytes, Cut cut) {
    toClient.cutAfter(bytes, () -> cut(cut));
  }

  /** Breaks the link now; what is on its way is lost. */
  public void cut(Cut cut) {
    switch (cut) {
      case END_OF_STREAM -> {
        toServer.discard();
        toServer.finish();
        toClient.discard();
        toClient.finish();
      }
      case RESET -> {
        toServer.fail("Connection reset");
        toClient.fail("Connection reset");
      }
    }
  }
}
