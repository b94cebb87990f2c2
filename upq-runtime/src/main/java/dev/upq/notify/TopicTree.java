// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Patterns of topics, and what each is for, as a tree of their segments. Guarded by its user's
 * lock. Finding what a topic matches costs two steps a segment for each wildcard that leads on,
 * however many patterns there are.
 */
final class TopicTree<T> {

  private static final class Node<T> {
    final Map<String, Node<T>> named = new HashMap<>();
    final List<T> ends = new ArrayList<>(1);
    final List<T> rests = new ArrayList<>(1);
    @Nullable Node<T> any;

    boolean empty() {
      return named.isEmpty() && any == null && ends.isEmpty() && rests.isEmpty();
    }
  }

  private final Node<T> root = new Node<>();

  void add(TopicPattern pattern, T target) {
    Node<T> node = root;
    for (String segment : pattern.segments()) {
      if (segment.equals(TopicPattern.ONE)) {
        if (node.any == null) {
          node.any = new Node<>();
        }
        node = node.any;
      } else {
        node = node.named.computeIfAbsent(segment, none -> new Node<>());
      }
    }
    (pattern.rest() ? node.rests : node.ends).add(target);
  }

  void remove(TopicPattern pattern, T target) {
    remove(root, pattern, 0, target);
  }

  private void remove(Node<T> node, TopicPattern pattern, int depth, T target) {
    if (depth == pattern.segments().size()) {
      (pattern.rest() ? node.rests : node.ends).remove(target);
      return;
    }
    String segment = pattern.segments().get(depth);
    Node<T> next = segment.equals(TopicPattern.ONE) ? node.any : node.named.get(segment);
    if (next == null) {
      return;
    }
    remove(next, pattern, depth + 1, target);
    if (next.empty()) {
      if (next == node.any) {
        node.any = null;
      } else {
        node.named.remove(segment);
      }
    }
  }

  boolean isEmpty() {
    return root.empty();
  }

  /** The targets of all patterns that a topic matches; one for each pattern. */
  List<T> matching(List<String> topic) {
    List<T> found = new ArrayList<>();
    collect(root, topic, 0, found);
    return found;
  }

  private void collect(Node<T> node, List<String> topic, int depth, List<T> found) {
    found.addAll(node.rests);
    if (depth == topic.size()) {
      found.addAll(node.ends);
      return;
    }
    Node<T> named = node.named.get(topic.get(depth));
    if (named != null) {
      collect(named, topic, depth + 1, found);
    }
    if (node.any != null) {
      collect(node.any, topic, depth + 1, found);
    }
  }
}
