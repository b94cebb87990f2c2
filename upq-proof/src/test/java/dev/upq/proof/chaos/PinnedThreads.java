// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Listens for virtual threads that hold on to their carrier while they wait. One thread. */
final class PinnedThreads implements AutoCloseable {

  private static final String EVENT = "jdk.VirtualThreadPinned";

  private final Recording recording = new Recording();

  PinnedThreads() {
    recording.enable(EVENT).withoutThreshold().withStackTrace();
    recording.start();
  }

  /**
   * Those in which a method of the library takes part: one line each. Ends the recording. The JDK's
   * loading of a class, which pins once for each class and not for each call, is left out.
   */
  List<String> found() throws IOException {
    Path file = Files.createTempFile("upq-pinned", ".jfr");
    try {
      recording.dump(file);
      List<String> found = new ArrayList<>();
      for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
        if (event.getEventType().getName().equals(EVENT) && ours(event)) {
          found.add(event.toString());
        }
      }
      return found;
    } finally {
      Files.delete(file);
    }
  }

  private static boolean ours(RecordedEvent event) {
    return event.getStackTrace() != null
        && event.getStackTrace().getFrames().stream().anyMatch(PinnedThreads::ours)
        && !event.getString("pinnedReason").contains("initialization")
        && event.getStackTrace().getFrames().stream().noneMatch(PinnedThreads::loads);
  }

  private static boolean ours(RecordedFrame frame) {
    return frame.getMethod().getType().getName().startsWith("dev.upq.");
  }

  private static boolean loads(RecordedFrame frame) {
    return frame.getMethod().getName().equals("loadClass");
  }

  @Override
  public void close() {
    recording.close();
  }
}
