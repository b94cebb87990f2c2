// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** PQconninfoParse of the libpq that this machine has, as the oracle. One thread at a time. */
@SuppressWarnings("restricted")
final class Libpq {

  private static final AddressLayout TEXT =
      ValueLayout.ADDRESS.withTargetLayout(
          MemoryLayout.sequenceLayout(Integer.MAX_VALUE, ValueLayout.JAVA_BYTE));

  /** PQconninfoOption: six pointers and an int, padded to eight pointers' worth at most. */
  private static final long OPTION_BYTES = 56;

  private static final long VALUE_OFFSET = 24;

  private final MethodHandle parse;
  private final MethodHandle free;

  private Libpq(SymbolLookup library) {
    Linker linker = Linker.nativeLinker();
    this.parse =
        linker.downcallHandle(
            library.findOrThrow("PQconninfoParse"),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    this.free =
        linker.downcallHandle(
            library.findOrThrow("PQconninfoFree"), FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
  }

  /** Empty where the machine has none, or is not a 64-bit Linux. */
  static Optional<Libpq> find() {
    if (!System.getProperty("os.name").equals("Linux") || ValueLayout.ADDRESS.byteSize() != 8) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Libpq(SymbolLookup.libraryLookup("libpq.so.5", Arena.global())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The settings of a connection string; empty where libpq refuses it. */
  Optional<Map<String, String>> parse(String text) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment options =
          (MemorySegment) parse.invokeExact(arena.allocateFrom(text), MemorySegment.NULL);
      if (options.address() == 0) {
        return Optional.empty();
      }
      Map<String, String> out = new TreeMap<>();
      MemorySegment all = options.reinterpret(OPTION_BYTES * 200);
      for (long at = 0; all.get(ValueLayout.ADDRESS, at).address() != 0; at += OPTION_BYTES) {
        MemorySegment value = all.get(TEXT, at + VALUE_OFFSET);
        if (value.address() != 0) {
          out.put(all.get(TEXT, at).getString(0), value.getString(0));
        }
      }
      free.invokeExact(options);
      return Optional.of(out);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
