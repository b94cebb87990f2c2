// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import dev.upq.wire.NotificationResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a session keeps from one borrower to the next. One thread at a time. */
final class ModelSettings {

  private final Set<String> settings = new TreeSet<>();
  private final Set<String> channels = new TreeSet<>();
  private final List<NotificationResponse> notifications = new ArrayList<>();

  /** True where a setting was set or a channel is listened to. */
  boolean dirty() {
    return !settings.isEmpty() || !channels.isEmpty();
  }

  Set<String> channels() {
    return Set.copyOf(channels);
  }

  /** Keeps a notification for later; false where its channel is not listened to. */
  boolean offer(NotificationResponse notification) {
    return channels.contains(notification.channel()) && notifications.add(notification);
  }

  boolean notified() {
    return !notifications.isEmpty();
  }

  List<NotificationResponse> takeNotifications() {
    List<NotificationResponse> taken = List.copyOf(notifications);
    notifications.clear();
    return taken;
  }

  /** Runs a statement without rows; true where it drops the prepared statements. */
  boolean run(ModelSql sql) {
    String last = sql.lastWord();
    boolean all = last.equals("all") || last.equals("*");
    switch (sql.words().getFirst()) {
      case "set" -> {
        if (sql.words().size() > 1 && !last.equals("default")) {
          settings.add(sql.words().get(1));
        }
      }
      case "reset" -> settings.removeIf(setting -> all || setting.equals(last));
      case "listen" -> channels.add(name(last));
      case "unlisten" -> channels.removeIf(channel -> all || channel.equals(name(last)));
      case "discard" -> {
        if (all) {
          settings.clear();
          channels.clear();
        }
        return all;
      }
      case "deallocate" -> {
        return all;
      }
      default -> {
        // The others leave nothing behind.
      }
    }
    return false;
  }

  /** Without the quotes of an identifier; names hold no quotes here, and no capitals. */
  private static String name(String identifier) {
    return identifier.replace("\"", "");
  }
}
