// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import java.time.Duration;

/** What a migrator tells while it works, on the thread that it works on. Immutable. */
public sealed interface MigrationEvent {

  /**
   * Another migrator has the lock; told at most every 2 seconds.
   *
   * @param holder what the server says about its session
   */
  record Waiting(String holder) implements MigrationEvent {}

  /**
   * A migration begins, or goes on where it was stopped.
   *
   * @param title its version and its name
   * @param down whether it is taken back
   * @param statements how many it has
   * @param done how many of them were done before
   */
  record Begun(String title, boolean down, int statements, int done) implements MigrationEvent {}

  /**
   * A statement begins.
   *
   * @param number from 1
   * @param line in its file
   */
  record Statement(String title, int number, int line) implements MigrationEvent {}

  /**
   * A lock was not to be had in time, or a deadlock was broken; it is tried again.
   *
   * @param retry from 1
   * @param after the pause until then
   */
  record Retrying(String title, int retry, Duration after, String why) implements MigrationEvent {}

  /** A migration is done, and its row written. */
  record Done(String title, boolean down, Duration took) implements MigrationEvent {}

  /** The server's notice, or something that a person should know. */
  record Told(String text) implements MigrationEvent {}
}
