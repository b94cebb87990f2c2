// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.mutants;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * Loads all of our classes anew, main and test, some of them from memory; everything else comes
 * from its parent. Thread-safe.
 */
final class MutantLoader extends ClassLoader {

  private static final String OURS = "dev.upq.";

  private final Map<String, byte[]> mutated;

  /** The mutated classes by their full names; none for the code as it is. */
  MutantLoader(Map<String, byte[]> mutated) {
    super("mutant", MutantLoader.class.getClassLoader());
    this.mutated = Map.copyOf(mutated);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OURS)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        byte[] bytes = bytes(name);
        loaded = defineClass(name, bytes, 0, bytes.length);
      }
      return loaded;
    }
  }

  private byte[] bytes(String name) throws ClassNotFoundException {
    byte[] changed = mutated.get(name);
    if (changed != null) {
      return changed;
    }
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new ClassNotFoundException(name, unreadable);
    }
  }
}
