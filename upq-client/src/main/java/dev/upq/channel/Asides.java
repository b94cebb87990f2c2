// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.fault.Diagnostic;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.Sent;
import dev.upq.fault.SqlState;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.NoticeResponse;
import dev.upq.wire.NotificationResponse;
import dev.upq.wire.ParameterStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the server says beside its answers: notices, notifications, parameter status. Thread-safe;
 * everything is bounded.
 *
 * <p>Notices: the last {@value #MAX_NOTICES} are kept. Notifications: the first {@value
 * #MAX_NOTIFICATIONS} that nobody has taken, and {@value #MAX_PAYLOAD_CHARACTERS} characters of
 * payload; what comes above that is counted as dropped. Parameters: {@value #MAX_PARAMETERS} names.
 */
public final class Asides {

  static final int MAX_NOTICES = 64;
  static final int MAX_NOTIFICATIONS = 65_536;
  static final long MAX_PAYLOAD_CHARACTERS = 16L << 20;
  static final int MAX_PARAMETERS = 256;

  private final ReentrantLock lock = new ReentrantLock();
  // All guarded by lock.
  private final Map<String, String> parameters = new HashMap<>();
  private final ArrayDeque<Diagnostic> notices = new ArrayDeque<>();
  private final ArrayDeque<NotificationResponse> notifications = new ArrayDeque<>();
  private long payloadCharacters;
  private long droppedNotifications;
  private long droppedWhenTaken;
  private @Nullable Diagnostic lastFatal;
  private @Nullable Thread listener;
  // Written under the lock, read without it.
  private volatile String searchPath = "";

  Asides() {}

  /** Keeps what is said beside the answers; any other message is none of its business. */
  void keep(BackendMessage message) {
    if (message instanceof NoticeResponse notice) {
      notice(notice);
    } else if (message instanceof ParameterStatus parameter) {
      parameter(parameter);
    } else if (message instanceof NotificationResponse notification) {
      notification(notification);
    }
  }

  /**
   * The server reports a parameter.
   *
   * @throws PgProtocolException where it is the client encoding and no longer UTF-8: what we would
   *     read and write from then on could mean something else
   */
  void parameter(ParameterStatus status) {
    if (status.name().equals("client_encoding") && !isUtf8(status.value())) {
      throw new PgProtocolException(
          "client_encoding was changed to "
              + Diagnostic.of("", SqlState.UNKNOWN, status.value()).line()
              + "; only UTF8 can be spoken, the connection was closed",
          Sent.MAYBE);
    }
    lock.lock();
    try {
      if (parameters.size() < MAX_PARAMETERS || parameters.containsKey(status.name())) {
        parameters.put(status.name(), status.value());
        if (status.name().equals("search_path")) {
          searchPath = status.value();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  void notice(NoticeResponse notice) {
    lock.lock();
    try {
      if (notices.size() == MAX_NOTICES) {
        notices.remove();
      }
      notices.add(notice.diagnostic());
      String state = notice.diagnostic().sqlState().code();
      if (state.equals("57P01") || state.equals("57P02")) {
        lastFatal = notice.diagnostic();
      }
    } finally {
      lock.unlock();
    }
  }

  void notification(NotificationResponse notification) {
    Thread waiting;
    lock.lock();
    try {
      int length = notification.payload().length();
      if (notifications.size() == MAX_NOTIFICATIONS
          || payloadCharacters + length > MAX_PAYLOAD_CHARACTERS) {
        droppedNotifications++;
      } else {
        notifications.add(notification);
        payloadCharacters += length;
      }
      waiting = listener;
    } finally {
      lock.unlock();
    }
    wake(waiting);
  }

  /** The server's last words: a fatal error that answers nothing. */
  void fatal(Diagnostic diagnostic) {
    lock.lock();
    try {
      lastFatal = diagnostic;
    } finally {
      lock.unlock();
    }
  }

  /** Why the server is about to end, or ended, this session, where it said so. */
  public Optional<Diagnostic> lastWords() {
    lock.lock();
    try {
      return Optional.ofNullable(lastFatal);
    } finally {
      lock.unlock();
    }
  }

  /** The value of a parameter that the server reports, for example {@code server_version}. */
  public Optional<String> parameter(String name) {
    lock.lock();
    try {
      return Optional.ofNullable(parameters.get(name));
    } finally {
      lock.unlock();
    }
  }

  /** The search_path that the server has reported, as 18 and later do; else empty. */
  public String searchPath() {
    return searchPath;
  }

  /** All parameters that the server has reported. */
  public Map<String, String> parameters() {
    lock.lock();
    try {
      return Map.copyOf(parameters);
    } finally {
      lock.unlock();
    }
  }

  /** Takes the notices that have come since the last call, oldest first. */
  public List<Diagnostic> takeNotices() {
    lock.lock();
    try {
      List<Diagnostic> taken = List.copyOf(notices);
      notices.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Takes the notifications that have come since the last call, in their order. */
  public List<NotificationResponse> takeNotifications() {
    lock.lock();
    try {
      List<NotificationResponse> taken = new ArrayList<>(notifications);
      notifications.clear();
      payloadCharacters = 0;
      droppedWhenTaken = droppedNotifications;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** How many notifications were lost because nobody took those before them. */
  public long droppedNotifications() {
    lock.lock();
    try {
      return droppedNotifications;
    } finally {
      lock.unlock();
    }
  }

  /**
   * How many had been lost when notifications were last taken: those came right behind what was
   * taken then, or before.
   */
  public long droppedWhenTaken() {
    lock.lock();
    try {
      return droppedWhenTaken;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Names the thread to be unparked when a notification comes or the channel ends; null names none.
   */
  public void listener(@Nullable Thread thread) {
    lock.lock();
    try {
      listener = thread;
    } finally {
      lock.unlock();
    }
  }

  /** Wakes the listening thread, so that it sees the end of the channel. */
  void ended() {
    Thread waiting;
    lock.lock();
    try {
      waiting = listener;
    } finally {
      lock.unlock();
    }
    wake(waiting);
  }

  private static void wake(@Nullable Thread thread) {
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  private static boolean isUtf8(String encoding) {
    return encoding.equalsIgnoreCase("UTF8") || encoding.equalsIgnoreCase("UTF-8");
  }
}
