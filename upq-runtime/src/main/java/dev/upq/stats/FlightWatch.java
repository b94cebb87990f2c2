// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/** Is told where a flight recording starts or stops. Thread-safe. */
final class FlightWatch implements FlightRecorderListener {

  private FlightWatch() {}

  /** Watches, and sees what runs already. */
  static void begin() {
    FlightWatch watch = new FlightWatch();
    FlightRecorder.addListener(watch);
    watch.look();
  }

  @Override
  public void recordingStateChanged(Recording recording) {
    look();
  }

  private void look() {
    boolean any = false;
    if (FlightRecorder.isInitialized()) {
      for (Recording each : FlightRecorder.getFlightRecorder().getRecordings()) {
        any |= each.getState() == RecordingState.RUNNING;
      }
    }
    if (any) {
      FlightEvents.prepare();
    }
    Flight.turn(any);
  }
}
